using Microsoft.AspNetCore.Http;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Catalogue;

/// <summary>The addresses of files.</summary>
internal static class CatalogueEndpoints
{
    /// <summary>The largest torrent in base 64, and its surroundings.</summary>
    private const long LongestUpload = Torrent.LargestFile / 3 * 4 + TrackerApi.LongestBody;

    /// <summary>Uploads that are read at a time; each may take tens of megabytes.</summary>
    private const int MostUploads = 8;

    /// <summary>Of one user: one that is slow, and one beside it.</summary>
    private const int MostUploadsOfUser = 2;

    /// <summary>Users whose removals are counted.</summary>
    private const int MostRemovers = 20_000;

    public static void MapCatalogue(this TrackerApi api, CatalogueQuestions questions, Blobs blobs, Quotas quotas, TimeProvider time)
    {
        // As many an hour as a user may share: what was removed leaves a tombstone for an hour and more.
        var mostRemovals = Math.Max(1, quotas.Files);
        var removals = new AttemptLimit<EntityId>(mostRemovals, TimeSpan.FromHours(1) / mostRemovals, MostRemovers, time);
        api.PostLong<NewFile>(
            new Operation(Routes.ShareFile, typeof(NewFile), null),
            LongestUpload,
            new Places<EntityId>(MostUploads, MostUploadsOfUser),
            async (context, wanted) => await context.EndAsync(await ShareAsync(api, quotas, context, wanted)));
        api.Command<FileName>(Routes.Completed, (asker, draft, wanted) => CatalogueRules.Complete(asker, draft, wanted, quotas));
        api.Command<FileName>(Routes.StopShare, CatalogueRules.Stop);
        api.Post<FileName>(
            new Operation(Routes.RemoveFile, typeof(FileName), null),
            async (context, wanted) => await context.EndAsync(await RemoveAsync(api, removals, context, wanted)));
        api.Question<GroupName, FileLine[]>(Routes.ListFiles, questions.List);
        api.Question<OwnShare[]>(Routes.OwnShares, CatalogueQuestions.Own);
        api.Post<FileName>(
            new Operation(Routes.FileTorrent, typeof(FileName), typeof(FileTorrent)),
            async (context, wanted) => await context.EndAsync(await TorrentAsync(api, blobs, context, wanted)));
    }

    private static async Task<Refusal?> ShareAsync(TrackerApi api, Quotas quotas, HttpContext context, NewFile wanted) =>
        OfferedFile.TryRead(wanted, out var offered, out var refusal)
            ? await api.DoAsync(context, (asker, draft) => CatalogueRules.Share(asker, draft, offered, quotas))
            : refusal;

    private static async Task<Refusal?> RemoveAsync(TrackerApi api, AttemptLimit<EntityId> removals, HttpContext context, FileName wanted) =>
        api.CallerOf(context) is { } caller && removals.TryTake(caller.User) is { Ticks: > 0 } wait
            ? Refusal.TooManyRemovals(wait)
            : await api.DoAsync(context, (asker, draft) => CatalogueRules.Remove(asker, draft, wanted));

    private static async Task<Answer<FileTorrent>> TorrentAsync(TrackerApi api, Blobs blobs, HttpContext context, FileName wanted)
    {
        var found = await api.AskAsync<SharedFile>(
            context, asker => CatalogueRules.TryFind(asker, wanted, out var file, out var refusal) ? file : refusal);
        if (found.Refusal is { } no)
        {
            return no;
        }

        var file = found.Value!;
        return await blobs.ReadAsync(file.Body!.Torrent, context.RequestAborted) is { } torrent
            ? new FileTorrent(file.Id.ToString(), wanted.Name, torrent, file.Body.Group.ToString())
            : Refusal.TorrentMissing(wanted.Name);
    }
}
