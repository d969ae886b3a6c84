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

    /// <summary>Written at a time; about 10 MB each at most, usually far less.</summary>
    private const int Batch = 16;

    private readonly ConcurrentDictionary<BlobHash, HostPort?> wanted = [];

    /// <summary>Notes what some records need and is not here.</summary>
    public async Task NoteAsync(IEnumerable<Record> records, HostPort? source)
    {
        foreach (var record in records)
        {
            await NoteAsync(record, source);
        }
    }

    /// <summary>Notes what any record needs and is not here: the last run may have ended before it had everything.</summary>
    public async Task NoteAllAsync(CancellationToken stopping)
    {
        await foreach (var record in store.ScanAsync().WithCancellation(stopping))
        {
            await NoteAsync(record, null);
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

    private async Task NoteAsync(Record record, HostPort? source)
    {
        if (record is { Deleted: false, Key: { IsKnown: true, Kind: RecordKind.File } })
        {
            var hash = RecordJson.Decode<FileBody>(record.Body).Torrent;
            if (!await store.HasBlobAsync(hash))
            {
                wanted.TryAdd(hash, source);
            }
        }
    }

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
