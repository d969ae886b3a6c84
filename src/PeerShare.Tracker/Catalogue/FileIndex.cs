using System.Runtime.InteropServices;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Catalogue;

/// <summary>All files, by id and content, and who shares them. A file is listed while somebody who is a member shares it. The same
/// content may be in a group twice when trackers were cut off from each other: then the earlier one stands for both.</summary>
internal sealed class FileIndex(UserIndex users, GroupIndex groups)
{
    private readonly Dictionary<EntityId, SharedFile> files = [];
    private readonly Dictionary<InfoHash, Few<SharedFile>> byContent = [];

    /// <summary>Of files that were taken out, who shared them first and what their torrents take: they are on the disk while their tombstones
    /// are, which may be many while a mirror is away.</summary>
    private readonly Dictionary<EntityId, (EntityId By, int TorrentBytes)> removed = [];

    public SharedFile? Find(EntityId id) => files.GetValueOrDefault(id);

    /// <summary>Files with that content, in any group, shared or not.</summary>
    public Few<SharedFile> WithContent(InfoHash content) => byContent.GetValueOrDefault(content);

    /// <summary>The files of one group with one content that somebody shares: one, or two after a cut.</summary>
    public IEnumerable<SharedFile> Twins(Group group, InfoHash content) =>
        WithContent(content).Where(file => file.Group == group && file.IsShared);

    /// <summary>Is there a file with the same torrent, shared or not?</summary>
    public bool HasTorrent(FileBody same) => WithContent(same.InfoHash).Any(file => file.Body?.Torrent == same.Torrent);

    /// <param name="id">Which file.</param>
    /// <param name="body">What is known of it; null for one that was taken out.</param>
    /// <param name="former">What it was, if its tombstone says so.</param>
    public void Put(EntityId id, FileBody? body, FileBody? former)
    {
        NoteRemoved(id, former);
        var file = GetOrAdd(id);
        Withdraw(file);
        file.Body = body;
        file.Group = body is null ? null : groups.GetOrAdd(body.Group);
        if (body is not null)
        {
            users.GetOrAdd(body.By).FilesOnRecord++;
            Weigh(body.By, body.TorrentBytes);
            ref var twins = ref CollectionsMarshal.GetValueRefOrAddDefault(byContent, body.InfoHash, out _);
            twins = twins.With(file);
            foreach (var share in file.Shares)
            {
                Enter(share);
            }
        }

        if (file.IsShared)
        {
            Refresh(file);
        }
    }

    public void PutShare(EntityId fileId, EntityId userId, EntityId node, int? epoch)
    {
        var file = GetOrAdd(fileId);
        var user = users.GetOrAdd(userId);
        var share = Find(file.Shares, user, node) ?? Add(new Share(file, user, node));
        share.Epoch = epoch;
        Count(share);
        Refresh(file);
    }

    /// <summary>Looks again which of a member's shares count.</summary>
    public void Refresh(Membership membership)
    {
        foreach (var share in membership.Shares)
        {
            Count(share);
            Refresh(share.File);
        }
    }

    /// <summary>Forgets a file that was taken out.</summary>
    public bool Forget(EntityId id)
    {
        NoteRemoved(id, null);
        return Drop(id);
    }

    /// <summary>Forgets a share that was stopped.</summary>
    public bool ForgetShare(EntityId fileId, EntityId userId, EntityId node)
    {
        if (files.GetValueOrDefault(fileId) is not { } file || users.Known(userId) is not { } user || Find(file.Shares, user, node) is not { Epoch: null } share)
        {
            return false;
        }

        file.Shares = file.Shares.Without(share);
        share.Membership?.Shares.Remove(share);
        user.SharesOnRecord--;
        Drop(fileId);
        return true;
    }

    /// <summary>Unless something is left of it.</summary>
    private bool Drop(EntityId id) => files.GetValueOrDefault(id) is { Body: null, Shares.Count: 0 } && files.Remove(id);

    /// <summary>Notes what was taken out, instead of what was noted before.</summary>
    private void NoteRemoved(EntityId id, FileBody? former)
    {
        if (removed.Remove(id, out var before))
        {
            Weigh(before.By, -before.TorrentBytes);
        }

        if (former is not null)
        {
            removed.Add(id, (former.By, former.TorrentBytes));
            Weigh(former.By, former.TorrentBytes);
        }
    }

    private void Weigh(EntityId by, int torrentBytes) => users.GetOrAdd(by).TorrentBytesOnRecord += torrentBytes;

    private SharedFile GetOrAdd(EntityId id)
    {
        ref var file = ref CollectionsMarshal.GetValueRefOrAddDefault(files, id, out _);
        return file ??= new SharedFile(id);
    }

    private static Share? Find(Few<Share> shares, User user, EntityId node)
    {
        foreach (var share in shares)
        {
            if (share.User == user && share.Node == node)
            {
                return share;
            }
        }

        return null;
    }

    private static Share Add(Share share)
    {
        share.File.Shares = share.File.Shares.With(share);
        share.User.SharesOnRecord++;
        Enter(share);
        return share;
    }

    private static void Enter(Share share)
    {
        share.Membership = share.File.Group?.GetOrAddMembership(share.User);
        share.Membership?.Shares.Add(share);
        Count(share);
    }

    /// <summary>Sees to it that the user's count is right after a change of the share.</summary>
    private static void Count(Share share)
    {
        var counts = share.Counts;
        share.User.Sharing += (counts ? 1 : 0) - (share.IsCounted ? 1 : 0);
        share.IsCounted = counts;
    }

    /// <summary>Takes a file that will change out of every index.</summary>
    private void Withdraw(SharedFile file)
    {
        if (file.Body is null)
        {
            return;
        }

        var content = file.Body.InfoHash;
        var group = file.Group!;
        users.GetOrAdd(file.Body.By).FilesOnRecord--;
        Weigh(file.Body.By, -file.Body.TorrentBytes);
        Leave(file);
        foreach (var share in file.Shares)
        {
            share.Membership?.Shares.Remove(share);
            share.Membership = null;
            Count(share);
        }

        var others = WithContent(content).Without(file);
        if (others.Count == 0)
        {
            byContent.Remove(content);
        }
        else
        {
            byContent[content] = others;
        }

        Refresh(group, content);
    }

    private void Refresh(SharedFile file)
    {
        if (file.Body is not null)
        {
            Refresh(file.Group!, file.Body.InfoHash);
        }
    }

    /// <summary>Sees to it that the right one of a content's files is in the group's list, if any.</summary>
    private void Refresh(Group group, InfoHash content)
    {
        var right = Standing(group, content);
        foreach (var twin in WithContent(content))
        {
            if (twin.Group == group && twin != right)
            {
                Leave(twin);
            }
        }

        if (right is { IsEntered: false })
        {
            group.Files.Add(right);
            right.IsEntered = true;
        }
    }

    /// <summary>The earliest of those that somebody shares.</summary>
    private SharedFile? Standing(Group group, InfoHash content)
    {
        SharedFile? earliest = null;
        foreach (var file in WithContent(content))
        {
            if (file.Group == group && file.IsShared && (earliest is null || file.IsBefore(earliest)))
            {
                earliest = file;
            }
        }

        return earliest;
    }

    private static void Leave(SharedFile file)
    {
        if (file.IsEntered)
        {
            file.Group!.Files.Remove(file);
            file.IsEntered = false;
        }
    }
}
