using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Audit;

/// <summary>Writes into audit logs: in the draft of what is done, so that neither is there without the other.</summary>
internal static class Auditing
{
    /// <param name="draft">What is written.</param>
    /// <param name="asker">Who did it.</param>
    /// <param name="group">Where.</param>
    /// <param name="act">What.</param>
    /// <param name="user">To whom.</param>
    /// <param name="name">With which file, or under which name.</param>
    public static void Audit(this Draft draft, Asker asker, EntityId group, AuditAct act, User? user = null, string? name = null) =>
        draft.PutAudit(group, new AuditBody(act, asker.User.ForAudit(asker.View), user?.ForAudit(asker.View), name));

    public static AuditedUser ForAudit(this User user, TrackerView view) => new(user.Id, view.Users.ShownName(user));
}
