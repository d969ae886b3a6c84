using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Groups;

namespace PeerShare.Tracker.Catalogue;

/// <summary>All files, by id and content, and who shares them. A file is listed while somebody who is a member shares it. The same
/// content may be in a group twice when trackers were cut off from each other: then the earlier one stands for both.</summary>
internal sealed class FileIndex(UserIndex users, GroupIndex groups)
{
    private readonly Dictionary<EntityId, SharedFile> files = [];
    private readonly Dictionary<InfoHash, SharedFile[]> byContent = [];

    public SharedFile? Find(EntityId id) => files.GetValueOrDefault(id);

    /// <summary>Files with that content, in any group, shared or not.</summary>
    public IReadOnlyList<SharedFile> WithContent(InfoHash content) => byContent.GetValueOrDefault(content) ?? [];

    /// <summary>The files of one group with one content that somebody shares: one, or two after a cut.</summary>
    public IEnumerable<SharedFile> Twins(Group group, InfoHash content) =>
        WithContent(content).Where(file => file.Group == group && file.IsShared);

    public void Put(EntityId id, FileBody? body)
    {
        var file = GetOrAdd(id);
        Withdraw(file);
        file.Body = body;
        file.Group = body is null ? null : groups.GetOrAdd(body.Group);
        if (body is not null)
        {
            byContent[body.InfoHash] = [.. WithContent(body.InfoHash), file];
            foreach (var share in file.Shares)
            {
                file.Group!.GetOrAddMembership(share.User).Shares.Add(share);
            }
        }

        Refresh(file);
    }

    public void PutShare(EntityId fileId, EntityId userId, EntityId node, int? epoch)
    {
        var file = GetOrAdd(fileId);
        var user = users.GetOrAdd(userId);
        var share = Array.Find(file.Shares, one => one.User == user && one.Node == node) ?? Add(new Share(file, user, node));
        share.Epoch = epoch;
        Refresh(file);
    }

    /// <summary>Looks again which of a member's shares count.</summary>
    public void Refresh(Membership membership)
    {
        foreach (var share in membership.Shares)
        {
            Refresh(share.File);
        }
    }

    private SharedFile GetOrAdd(EntityId id)
    {
        if (!files.TryGetValue(id, out var file))
        {
            files.Add(id, file = new SharedFile(id));
        }

        return file;
    }

    private static Share Add(Share share)
    {
        share.File.Shares = [.. share.File.Shares, share];
        share.File.Group?.GetOrAddMembership(share.User).Shares.Add(share);
        return share;
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
        Leave(file);
        byContent[content] = [.. WithContent(content).Where(other => other != file)];
        foreach (var share in file.Shares)
        {
            group.MembershipOf(share.User)?.Shares.Remove(share);
        }

        if (byContent[content] is [])
        {
            byContent.Remove(content);
        }

        EnterFirst(group, content);
    }

    private void Refresh(SharedFile file)
    {
        if (file.Body is null)
        {
            return;
        }

        foreach (var twin in WithContent(file.Body.InfoHash))
        {
            if (twin.Group == file.Group)
            {
                Leave(twin);
            }
        }

        EnterFirst(file.Group!, file.Body.InfoHash);
    }

    private static void Leave(SharedFile file)
    {
        if (file.IsEntered)
        {
            file.Group!.Files.Remove(file);
            file.IsEntered = false;
        }
    }

    private void EnterFirst(Group group, InfoHash content)
    {
        if (Twins(group, content).MinBy(twin => (twin.Claimed, twin.Id)) is { IsEntered: false } first)
        {
            group.Files.Add(first);
            first.IsEntered = true;
        }
    }
}
