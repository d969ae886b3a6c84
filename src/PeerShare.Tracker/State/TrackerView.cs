using PeerShare.Protocol.Records;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Catalogue;
using PeerShare.Tracker.Groups;

namespace PeerShare.Tracker.State;

/// <summary>What the records say together, kept in memory. A pure fold: it depends on the records that are in it and not on the order
/// in which they came. <see cref="Put"/> gets for each key the version that wins; an older one may be put back, and a tombstone for none.</summary>
internal sealed class TrackerView
{
    public TrackerView() => Files = new FileIndex(Users, Groups);

    public UserIndex Users { get; } = new();

    public GroupIndex Groups { get; } = new();

    public FileIndex Files { get; }

    public EndedSessions EndedSessions { get; } = new();

    public Answers Answers { get; } = new();

    /// <summary>Who asks; null when the session was ended. Its time was looked at before.</summary>
    public Asker? AskerOf(Caller caller) =>
        Users.Find(caller.User) is { Password: { } password } user
        && !EndedSessions.Contains(caller.Session)
        && (caller.Began > password.Changed || caller.Session == password.Kept)
            ? new Asker(this, user, caller)
            : null;

    /// <exception cref="System.Text.Json.JsonException">The record's body cannot be read.</exception>
    public void Put(Record record)
    {
        var key = record.Key;
        if (!key.IsKnown)
        {
            return;
        }

        switch (key.Kind)
        {
            case RecordKind.User:
                PutUser(Users.GetOrAdd(key.First), user => user.Body = BodyOf<UserBody>(record));
                break;
            case RecordKind.UserName:
                PutUser(Users.GetOrAdd(key.First), user => user.Claim = BodyOf<NameBody>(record));
                break;
            case RecordKind.Password:
                Users.GetOrAdd(key.First).Password = BodyOf<PasswordBody>(record);
                break;
            case RecordKind.Group:
                Groups.Change(Groups.GetOrAdd(key.First), group => group.Body = BodyOf<GroupBody>(record));
                break;
            case RecordKind.GroupName:
                Groups.Change(Groups.GetOrAdd(key.First), group => group.Claim = BodyOf<NameBody>(record));
                break;
            case RecordKind.JoinRequest:
                Groups.GetOrAdd(key.First).SetRequest(Users.GetOrAdd(key.Second), !record.Deleted);
                break;
            case RecordKind.Grant:
                PutMembership(key, membership => membership.SetGrant(key.Epoch, record.Deleted ? null : record.Stamp));
                break;
            case RecordKind.End:
                PutMembership(key, membership => membership.SetEnd(key.Epoch, !record.Deleted));
                break;
            case RecordKind.File:
                Files.Put(key.First, BodyOf<FileBody>(record));
                break;
            case RecordKind.Share:
                Files.PutShare(key.First, key.Second, key.Third, BodyOf<ShareBody>(record)?.Epoch);
                break;
            case RecordKind.EndedSession:
                EndedSessions.Put(key.First, BodyOf<EndedSessionBody>(record));
                break;
            case RecordKind.Answer:
                Answers.Put(key.First, BodyOf<AnswerBody>(record), record.Stamp.Millis);
                break;
        }
    }

    private static T? BodyOf<T>(Record record)
        where T : RecordBody => record.Deleted ? null : RecordJson.Decode<T>(record.Body);

    /// <summary>Whether a user exists decides whether they count as a member.</summary>
    private void PutUser(User user, Action<User> change)
    {
        var memberOf = user.Memberships.Where(membership => membership.IsMember).ToHashSet();
        if (Users.Change(user, change))
        {
            foreach (var membership in user.Memberships)
            {
                Change(membership, memberOf.Contains(membership), _ => { });
            }
        }
    }

    private void PutMembership(RecordKey key, Action<Membership> change)
    {
        var membership = Groups.GetOrAdd(key.First).GetOrAddMembership(Users.GetOrAdd(key.Second));
        Change(membership, membership.IsMember, change);
    }

    private void Change(Membership membership, bool wasMember, Action<Membership> change)
    {
        Groups.Change(membership, wasMember, change);
        Files.Refresh(membership);
    }
}
