using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Announce;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Events;

/// <summary>What follows from records that are on the disk: who has lost a right is taken out of the swarms, and whom it concerns is
/// told.</summary>
internal sealed class Aftermath(SwarmTable swarms, NoticeBoard board)
{
    /// <summary>Only reads the view.</summary>
    public void Follow(TrackerView view, IReadOnlyList<Record> records)
    {
        foreach (var record in records.Where(record => record.Key.IsKnown))
        {
            Follow(view, record);
        }
    }

    private void Follow(TrackerView view, Record record)
    {
        var key = record.Key;
        switch (key.Kind)
        {
            case RecordKind.User or RecordKind.Password:
                EndSessions(view, key.First);
                FollowUser(view, key.First, record.Stamp);
                break;
            case RecordKind.EndedSession when !record.Deleted:
                EndSessions(view, RecordJson.Decode<EndedSessionBody>(record.Body).User);
                break;
            case RecordKind.End when view.Groups.Find(key.First) is { } group:
                FollowEnd(view, group, key.Second, record.Stamp);
                break;
            case RecordKind.Grant when !record.Deleted && view.Groups.Find(key.First) is { } group && RecordJson.Decode<GrantBody>(record.Body).By != key.Second:
                Tell(key.Second, new Notice(NoticeKind.Accepted, view.Groups.ShownName(group)), record.Stamp);
                break;
            case RecordKind.JoinRequest when view.Groups.Find(key.First) is { } group:
                FollowRequest(view, group, key.Second, record);
                break;
            case RecordKind.File when record.Deleted && record.TellsWhatItWas:
                FollowRemoval(view, RecordJson.Decode<FileBody>(record.Body), record.Stamp);
                break;
        }
    }

    private void EndSessions(TrackerView view, EntityId user) => board.EndSessions(user, caller => view.AskerOf(caller) is null);

    private void Tell(EntityId user, Notice notice, Stamp cause) => board.Tell(user, notice with { Cause = cause.ToString() });

    /// <summary>A user who is no more is a member of nothing.</summary>
    private void FollowUser(TrackerView view, EntityId id, Stamp cause)
    {
        if (view.Users.Known(id) is { Exists: false } gone)
        {
            foreach (var membership in gone.Memberships)
            {
                swarms.RemoveUser(membership.Group.Id, id);
                TellLeft(view, membership, cause);
            }
        }
    }

    /// <summary>Whoever was let in again, at another tracker, before the end of the time before is heard of here, goes on.</summary>
    private void FollowEnd(TrackerView view, Group group, EntityId user, Stamp cause)
    {
        var left = view.Users.Known(user) is { } known ? group.MembershipOf(known) : null;
        if (left is not { IsMember: true })
        {
            swarms.RemoveUser(group.Id, user);
            Tell(user, new Notice(NoticeKind.Removed, view.Groups.ShownName(group), GroupId: group.Id.ToString()), cause);
        }

        if (left is not null)
        {
            TellLeft(view, left, cause);
        }
    }

    private void TellLeft(TrackerView view, Membership left, Stamp cause)
    {
        var former = new FormerMember(left.User.Id.ToString(), left.LastEnded);
        var notice = new Notice(NoticeKind.MemberLeft, view.Groups.ShownName(left.Group), Former: former, GroupId: left.Group.Id.ToString());
        foreach (var member in left.Group.Members)
        {
            Tell(member.Id, notice, cause);
        }
    }

    private void FollowRequest(TrackerView view, Group group, EntityId userId, Record request)
    {
        if (view.Users.Find(userId) is not { } user)
        {
            return;
        }

        if (request.Deleted && !group.IsMember(user))
        {
            Tell(userId, new Notice(NoticeKind.Rejected, view.Groups.ShownName(group)), request.Stamp);
        }

        if (!request.Deleted && group.Owner is { } owner)
        {
            Tell(owner.User.Id, new Notice(NoticeKind.Asked, view.Groups.ShownName(group), view.Users.ShownName(user)), request.Stamp);
        }
    }

    private void FollowRemoval(TrackerView view, FileBody file, Stamp cause)
    {
        if (view.Groups.Find(file.Group) is not { } group || view.Files.WithContent(file.InfoHash).Any(other => other.Group == group))
        {
            return;
        }

        swarms.RemoveFile(group.Id, file.InfoHash);
        var notice = new Notice(NoticeKind.FileRemoved, view.Groups.ShownName(group), null, file.Name, file.InfoHash.ToString());
        foreach (var member in group.Members)
        {
            Tell(member.Id, notice, cause);
        }
    }
}
