using System.Diagnostics.CodeAnalysis;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Audit;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Catalogue;

/// <summary>What members may do with a group's files.</summary>
internal static class CatalogueRules
{
    /// <summary>Lists a file, or makes one more source of it.</summary>
    public static Refusal? Share(Asker asker, Draft draft, OfferedFile offered, Quotas quotas)
    {
        if (!asker.TryFindAsMember(offered.Group, out var group, out var refusal))
        {
            return refusal;
        }

        if (offered.Root != group.Body!.Authority?.Root)
        {
            return Refusal.OtherRoot(offered.Group);
        }

        var sameName = group.Files.Claimants(offered.Name);
        var same = sameName.FirstOrDefault(file => file.Body!.InfoHash == offered.InfoHash);
        if (same is null && sameName.Count > 0)
        {
            return Refusal.OtherFile(offered.Group, offered.Name);
        }

        same ??= Former(asker, group, offered);
        if (same is null && asker.View.Files.Find(offered.Id) is not null)
        {
            return Refusal.BadId;
        }

        if ((MayShare(asker, same, quotas) ?? (same is null ? MayKeep(asker, offered, quotas) : null)) is { } tooMany)
        {
            return tooMany;
        }

        if (same is null)
        {
            draft.PutBlob(offered.Torrent);
            draft.Put(RecordKey.Of(RecordKind.File, offered.Id), offered.ToBody(group.Id, asker.User.Id, draft.Stamp));
        }

        PutShare(asker, draft, group, same, same?.Id ?? offered.Id, AuditAct.Shared, offered.Name);
        return null;
    }

    /// <summary>A member who has completed a download is one more source.</summary>
    public static Refusal? Complete(Asker asker, Draft draft, FileName wanted, Quotas quotas)
    {
        if (TryFind(asker, wanted, out var file, out var refusal) && (refusal = MayShare(asker, file, quotas)) is null)
        {
            PutShare(asker, draft, file.Group!, file, file.Id, AuditAct.Completed, wanted.Name);
        }

        return refusal;
    }

    /// <summary>Stops sharing a file from this node.</summary>
    public static Refusal? Stop(Asker asker, Draft draft, FileName wanted)
    {
        if (!TryFind(asker, wanted, out var file, out var refusal))
        {
            return refusal;
        }

        var own = asker.View.Files.Twins(file.Group!, file.Body!.InfoHash)
            .SelectMany(twin => twin.Shares)
            .Where(share => share.User == asker.User && share.Node == asker.Caller.Node && share.Epoch is not null)
            .ToList();
        own.ForEach(share => draft.Delete(RecordKey.Share(share.File.Id, asker.User.Id, share.Node)));
        if (own.Count == 0)
        {
            return Refusal.NotSharing(wanted.Group, wanted.Name);
        }

        draft.Audit(asker, file.Group!.Id, AuditAct.Stopped, name: wanted.Name);
        return null;
    }

    /// <summary>Takes a file out of the catalogue.</summary>
    public static Refusal? Remove(Asker asker, Draft draft, FileName wanted)
    {
        if (!TryFind(asker, wanted, out var file, out var refusal))
        {
            return refusal;
        }

        if (file.Body!.By != asker.User.Id && !file.Group!.IsOwner(asker.User))
        {
            return Refusal.RemovalNotAllowed(wanted.Group, wanted.Name);
        }

        foreach (var twin in asker.View.Files.Twins(file.Group!, file.Body.InfoHash))
        {
            draft.Delete(RecordKey.Of(RecordKind.File, twin.Id), twin.Body!);
            foreach (var share in twin.Shares.Where(share => share.Epoch is not null))
            {
                draft.Delete(RecordKey.Share(twin.Id, share.User.Id, share.Node));
            }
        }

        draft.Audit(asker, file.Group!.Id, AuditAct.RemovedFile, name: wanted.Name);

        return null;
    }

    public static bool TryFind(Asker asker, FileName wanted, [NotNullWhen(true)] out SharedFile? file, [NotNullWhen(false)] out Refusal? refusal)
    {
        file = null;
        if (asker.TryFindAsMember(wanted.Group, out var group, out refusal))
        {
            file = group.Files.Find(wanted.Name);
            refusal = file is null ? Refusal.NoFile(wanted.Group, wanted.Name) : null;
        }

        return refusal is null;
    }

    /// <summary>The asker was the first to share it, and nobody does now: it is on record already.</summary>
    private static SharedFile? Former(Asker asker, Group group, OfferedFile offered) => asker.View.Files.WithContent(offered.InfoHash)
        .FirstOrDefault(file => file.Group == group && file.Body!.By == asker.User.Id && file.Name == offered.Name && file.Body.Torrent == BlobHash.Of(offered.Torrent));

    private static Refusal? MayShare(Asker asker, SharedFile? known, Quotas quotas) =>
        IsSharing(asker, known) ? null
        : asker.User.Sharing >= quotas.Files ? Refusal.TooManyFiles(quotas.Files)
        : asker.User.SharesOnRecord >= quotas.FilesOnRecord || (known is null && asker.User.FilesOnRecord >= quotas.FilesOnRecord)
            ? Refusal.TooManyFilesOnRecord(quotas.FilesOnRecord)
        : null;

    private static Refusal? MayKeep(Asker asker, OfferedFile offered, Quotas quotas) =>
        asker.User.TorrentBytesOnRecord + offered.Torrent.Length > quotas.TorrentBytes ? Refusal.TooManyTorrentBytes(quotas.TorrentBytes) : null;

    private static bool IsSharing(Asker asker, SharedFile? known) => known?.IsSharedBy(asker.User, asker.Caller.Node) == true;

    /// <summary>Told again is written again, as a tracker that is cut off may have written that it stopped; in the audit log it stands once.</summary>
    private static void PutShare(Asker asker, Draft draft, Group group, SharedFile? known, EntityId id, AuditAct act, string name)
    {
        draft.Put(
            RecordKey.Share(id, asker.User.Id, asker.Caller.Node),
            new ShareBody(group.MembershipOf(asker.User)!.Open.Max()));
        if (!IsSharing(asker, known))
        {
            draft.Audit(asker, group.Id, act, name: name);
        }
    }
}
