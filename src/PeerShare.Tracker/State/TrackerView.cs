using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Catalogue;
using PeerShare.Tracker.Groups;

namespace PeerShare.Tracker.State;

/// <summary>What the records say together, kept in memory. A pure fold: it depends on the records that are in it and not on the order
/// in which they came. <see cref="Put(Record)"/> gets for each key the version that wins; an older one may be put back, and a tombstone for none.</summary>
internal sealed class TrackerView
{
    /// <summary>Records of later kinds, known or not, are none of its business.</summary>
    public const RecordKind LastKind = RecordKind.Answer;

    public TrackerView()
    {
        Groups = new GroupIndex(Users);
        Files = new FileIndex(Users, Groups);
    }

    public UserIndex Users { get; } = new();

    public GroupIndex Groups { get; }

    public FileIndex Files { get; }

    public EndedSessions EndedSessions { get; } = new();

    public Answers Answers { get; } = new();

    /// <summary>Who asks; null when the session was ended. Its time was looked at before.</summary>
    public Asker? AskerOf(Caller caller) =>
        Users.Find(caller.User) is { Password: { } password } user
        && !EndedSessions.Contains(caller.Session)
        && (caller.Password >= password.Changed || caller.Session == password.Kept)
            ? new Asker(this, user, caller)
            : null;

    /// <inheritdoc cref="Put(Record)"/>
    public void PutAll(IEnumerable<Record> records)
    {
        foreach (var record in records)
        {
            Put(record);
        }
    }

    /// <exception cref="System.Text.Json.JsonException">The record's body cannot be read.</exception>
    public void Put(Record record)
    {
        if (record.Key.Kind <= LastKind)
        {
            Put(Fact.Of(record));
        }
    }

    /// <inheritdoc cref="Put(Record)"/>
    public void Put(in Fact fact)
    {
        // Nearly all records of a large tracker are one of these two.
        switch (fact.Kind)
        {
            case RecordKind.File:
                Files.Put(fact.First, fact.Body as FileBody, fact.Removed);
                break;
            case RecordKind.Share:
                Files.PutShare(fact.First, fact.Second, fact.Third, (fact.Body as ShareBody)?.Epoch);
                break;
            default:
                PutOther(fact);
                break;
        }
    }

    /// <summary>Tombstones that were pruned: nothing more is known of what they were about.</summary>
    /// <returns>How many it had.</returns>
    public int Forget(IEnumerable<RecordKey> pruned) => pruned.Where(key => key.IsKnown).Count(key => key.Kind switch
    {
        RecordKind.File => Files.Forget(key.First),
        RecordKind.Share => Files.ForgetShare(key.First, key.Second, key.Third),
        RecordKind.User => Forget(key.First, user => user.SetBody(null, isDeleted: false)),
        RecordKind.UserName => Forget(key.First, user => user.SetClaim(null, isDeleted: false)),
        _ => false,
    });

    private bool Forget(EntityId userId, Action<User> change)
    {
        var known = Users.Known(userId);
        if (known is not null)
        {
            PutUser(known, change);
        }

        return known is not null;
    }

    private void PutOther(in Fact fact)
    {
        var (kind, first, second, _, epoch, stamp, body, _) = fact;
        var isTombstone = fact.IsTombstone;
        switch (kind)
        {
            case RecordKind.User:
                PutUser(Users.GetOrAdd(first), user => user.SetBody(body as UserBody, isTombstone));
                break;
            case RecordKind.UserName:
                PutUser(Users.GetOrAdd(first), user => user.SetClaim(body as NameBody, isTombstone));
                break;
            case RecordKind.Password:
                Users.GetOrAdd(first).Password = body as PasswordBody;
                break;
            case RecordKind.Group:
                Groups.Change(Groups.GetOrAdd(first), group => group.Body = body as GroupBody);
                break;
            case RecordKind.GroupName:
                Groups.Change(Groups.GetOrAdd(first), group => group.Claim = body as NameBody);
                break;
            case RecordKind.JoinRequest:
                Groups.GetOrAdd(first).SetRequest(Users.GetOrAdd(second), body is not null);
                break;
            case RecordKind.Grant:
                PutMembership(first, second, membership => membership.SetGrant(epoch, body is null ? null : stamp));
                break;
            case RecordKind.End:
                PutMembership(first, second, membership => membership.SetEnd(epoch, body is not null));
                break;
            case RecordKind.EndedSession:
                EndedSessions.Put(first, body as EndedSessionBody);
                break;
            case RecordKind.Answer:
                Answers.Put(first, body as AnswerBody, stamp.Millis);
                break;
        }
    }

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

    private void PutMembership(EntityId group, EntityId user, Action<Membership> change)
    {
        var membership = Groups.GetOrAdd(group).GetOrAddMembership(Users.GetOrAdd(user));
        Change(membership, membership.IsMember, change);
    }

    private void Change(Membership membership, bool wasMember, Action<Membership> change)
    {
        Groups.Change(membership, wasMember, change);
        Files.Refresh(membership);
    }
}
