using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>What users may do with their accounts.</summary>
internal static class AccountRules
{
    /// <summary>Looked at before a password is hashed, and again when the user is written.</summary>
    public static Refusal? MayCreate(TrackerView view, EntityId id, string name) =>
        NameRules.FaultOf(name) is { } fault ? Refusal.BadName(fault)
        : IsDone(view, id, name) ? null
        : view.Users.IsKnown(id) ? Refusal.BadId
        : view.Users.IsTaken(name) ? Refusal.UserExists(name)
        : null;

    public static Rule Create(EntityId id, string name, string passwordHash, EntityId passkey) => (view, draft) =>
    {
        if (MayCreate(view, id, name) is { } refusal)
        {
            return refusal;
        }

        if (!IsDone(view, id, name))
        {
            draft.Put(RecordKey.Of(RecordKind.User, id), new UserBody(passkey));
            PutName(draft, id, name);

            // No session can be older; and if another tracker was asked for the same user too, its record ends none either.
            draft.Put(RecordKey.Of(RecordKind.Password, id), new PasswordBody(passwordHash, Changed: default));
        }

        return null;
    };

    public static Refusal? Rename(Asker asker, Draft draft, Rename wanted)
    {
        if (NameRules.FaultOf(wanted.New) is { } fault)
        {
            return Refusal.BadName(fault);
        }

        if (wanted.New == asker.View.Users.ShownName(asker.User))
        {
            return null;
        }

        if (asker.View.Users.IsTaken(wanted.New))
        {
            return Refusal.UserExists(wanted.New);
        }

        PutName(draft, asker.User.Id, wanted.New);
        return null;
    }

    public static Refusal? ChangePassword(Asker asker, Draft draft, string hash)
    {
        draft.Put(RecordKey.Of(RecordKind.Password, asker.User.Id), new PasswordBody(hash, draft.Stamp, asker.Caller.Session));
        return null;
    }

    public static Refusal? Logout(Asker asker, Draft draft)
    {
        draft.Put(RecordKey.Of(RecordKind.EndedSession, asker.Caller.Session), new EndedSessionBody(asker.User.Id, asker.Caller.Expires));
        return null;
    }

    /// <summary>Its client chose the id, so this is the same command once more.</summary>
    private static bool IsDone(TrackerView view, EntityId id, string name) => view.Users.Find(id) is { } known && known.Name == name;

    private static void PutName(Draft draft, EntityId id, string name) =>
        draft.Put(RecordKey.Of(RecordKind.UserName, id), new NameBody(name, draft.Stamp));
}
