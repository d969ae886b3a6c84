using System.Collections.Concurrent;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Mirroring;

/// <summary>The torrents that records speak of: fetched after the records, and on demand when one is asked for that is not here
/// yet.</summary>
internal sealed class Blobs(IRecordStore store, Ledger ledger, Mirrors mirrors, IMirrorLink link)
{
    /// <summary>Fetched at a time.</summary>
    private const int AtOnce = 4;

    /// <summary>Looked for on the disk at a time.</summary>
    private const int Looked = 1_000;

    /// <summary>Written at a time; about 10 MB each at most, usually far less.</summary>
    private const int Batch = 16;

    private readonly ConcurrentDictionary<BlobHash, HostPort?> wanted = [];

    /// <summary>Notes what some records need and is not here.</summary>
    public Task NoteAsync(IEnumerable<Record> records, HostPort? source) => NoteAsync(
        records.Select(record => TorrentOf(record.Key.Kind, record.Key.Id, record.Stamp, record.Deleted, record.Body.Span)).OfType<BlobHash>(), source);

    /// <summary>Notes what any record needs and is not here: the last run may have ended before it had everything.</summary>
    public async Task NoteAllAsync(CancellationToken stopping)
    {
        await foreach (var some in store.ScanAsync(TorrentOf, RecordKind.File).Chunk(Looked).WithCancellation(stopping))
        {
            await NoteAsync(some.OfType<BlobHash>(), null);
        }
    }

    /// <summary>Fetches some of what is missing.</summary>
    /// <returns>Is there more to fetch that can be had?</returns>
    public async Task<bool> FetchSomeAsync(CancellationToken stopping)
    {
        var chosen = wanted.Take(Batch).ToList();
        var fetched = new ConcurrentBag<ReadOnlyMemory<byte>>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping };
        await Parallel.ForEachAsync(chosen, options, async (one, over) =>
        {
            if (await FindAsync(one.Key, one.Value, over) is { } blob)
            {
                fetched.Add(blob);
            }
        });
        if (!fetched.IsEmpty)
        {
            await ledger.MergeAsync(Merge.Nothing with { Blobs = [.. fetched] });
            fetched.ToList().ForEach(blob => wanted.TryRemove(BlobHash.Of(blob.Span), out _));
        }

        return !fetched.IsEmpty && !wanted.IsEmpty;
    }

    /// <summary>From the own disk, or else from a mirror.</summary>
    public async Task<byte[]?> ReadAsync(BlobHash hash, CancellationToken stopping)
    {
        if (await store.ReadBlobAsync(hash) is { } here)
        {
            return here;
        }

        var found = await FindAsync(hash, null, stopping);
        if (found is not null)
        {
            await ledger.MergeAsync(Merge.Nothing with { Blobs = [found] });
        }

        return found;
    }

    private async Task NoteAsync(IEnumerable<BlobHash> torrents, HostPort? source)
    {
        foreach (var hash in await store.LackingAsync(torrents))
        {
            wanted.TryAdd(hash, source);
        }
    }

    private static BlobHash? TorrentOf(RecordKind kind, ReadOnlySpan<byte> id, Stamp stamp, bool deleted, ReadOnlySpan<byte> body) =>
        kind == RecordKind.File && !deleted && RecordKey.IsLengthOf(kind, id.Length) ? ((FileBody)RecordJson.Decode(kind, body)).Torrent : null;

    private async Task<byte[]?> FindAsync(BlobHash hash, HostPort? source, CancellationToken stopping)
    {
        foreach (var mirror in mirrors.All.Where(mirror => mirror.Problem is null).OrderBy(mirror => mirror.Address == source ? 0 : 1))
        {
            try
            {
                if (await link.BlobAsync(mirror.Address, hash, stopping) is { } blob)
                {
                    return blob;
                }
            }
            catch (MirrorTrouble)
            {
                // The mirror's own loop tells of it; another may have the blob.
            }
        }

        return null;
    }
}
