using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>All that a mirror had at one moment. What is known there and not in it was deleted, and its tombstone pruned.</summary>
/// <param name="Heads">How far its records go.</param>
/// <param name="Stamps">Of every record in it.</param>
/// <param name="Horizon">Tombstones up to here are missing, and so they are wherever the copy is taken in.</param>
internal sealed record MirrorCopy(VersionVector Heads, IReadOnlySet<Stamp> Stamps, VersionVector Horizon)
{
    /// <summary>What is to be dropped from a store. Other mirrors write to it while the pages come, so this is asked at the end, when nobody else writes.</summary>
    public async ValueTask<IReadOnlyList<RecordKey>> MissingAsync(IRecordStore store)
    {
        var missing = new List<RecordKey>();
        await foreach (var key in store.ScanAsync(Missing, (RecordKind)byte.MaxValue))
        {
            if (key is not null)
            {
                missing.Add(key.Value);
            }
        }

        return missing;
    }

    private RecordKey? Missing(RecordKind kind, ReadOnlySpan<byte> id, Stamp stamp, bool deleted, ReadOnlySpan<byte> body) =>
        Heads.Covers(stamp) && !Stamps.Contains(stamp) ? new RecordKey(kind, id) : null;
}
