using System.Security.Cryptography;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Audit;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Operating;

/// <summary>Does what whoever runs the tracker wants with its users.</summary>
internal sealed class UserDesk(Ledger ledger, Passwords passwords)
{
    // Nobody confuses these when a password is read out.
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int PasswordLength = 16;

    private static readonly AnswerBody ByOperator = new("operator");

    public Task<UserReport> DoAsync(UserOrder order) => order.Act switch
    {
        UserAct.Reset => ResetAsync(order.User ?? ""),
        UserAct.Delete => DeleteAsync(order.User ?? ""),
        _ => ListAsync(),
    };

    private async Task<UserReport> ListAsync()
    {
        var users = await ledger.AskAsync<UserLine[]>(view => view.Users.All
            .Select(user => new UserLine(view.Users.ShownName(user), user.Memberships.Count(membership => membership.IsMember)))
            .OrderBy(line => line.Name, StringComparer.Ordinal)
            .ToArray());
        return new UserReport(users.Refusal?.Error, users.Value);
    }

    /// <summary>Whoever knew the old password knows the passkey too.</summary>
    private async Task<UserReport> ResetAsync(string name)
    {
        var password = RandomNumberGenerator.GetString(Letters, PasswordLength);
        var refusal = await passwords.HashAsync(password) is { } hash
            ? await DoAsync(name, (_, user, draft) =>
            {
                draft.Put(RecordKey.Of(RecordKind.Password, user.Id), new PasswordBody(hash, draft.Stamp));
                draft.Put(RecordKey.Of(RecordKind.User, user.Id), new UserBody(EntityId.Create()));
            })
            : Refusal.Busy;
        return new UserReport(refusal?.Error, Password: refusal is null ? password : null);
    }

    /// <summary>Memberships are ended one by one, so that they stay ended whatever a tracker that is cut off still accepts.</summary>
    private async Task<UserReport> DeleteAsync(string name)
    {
        var refusal = await DoAsync(name, (view, user, draft) =>
        {
            foreach (var membership in user.Memberships.Where(membership => membership.IsMember))
            {
                membership.PutEnds(draft, user);
                draft.PutAudit(membership.Group.Id, new AuditBody(AuditAct.Deleted, user.ForAudit(view)));
            }

            foreach (var group in user.Asked)
            {
                draft.Delete(RecordKey.JoinRequest(group.Id, user.Id));
            }

            draft.Delete(RecordKey.Of(RecordKind.Password, user.Id));
            draft.Delete(RecordKey.Of(RecordKind.UserName, user.Id));
            draft.Delete(RecordKey.Of(RecordKind.User, user.Id));
        });
        return new UserReport(refusal?.Error);
    }

    private Task<Refusal?> DoAsync(string name, Action<TrackerView, User, Draft> act) => ledger.DoAsync(new Command(ByOperator, null, (view, draft) =>
    {
        if (view.Users.Find(name) is not { } user)
        {
            return Refusal.NoUser(name);
        }

        act(view, user, draft);
        return null;
    }));
}
