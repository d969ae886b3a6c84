using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.State;

/// <summary>Collects what a command writes, with a fresh stamp for each record.</summary>
internal sealed class Draft(HybridClock clock, long nowMillis)
{
    private readonly List<Record> records = [];
    private readonly List<ReadOnlyMemory<byte>> blobs = [];

    /// <summary>The command's own stamp: earlier than those of its records, later than all that it saw.</summary>
    public Stamp Stamp { get; } = clock.Next(nowMillis);

    public IReadOnlyList<Record> Records => records;

    public IReadOnlyList<ReadOnlyMemory<byte>> Blobs => blobs;

    public void Put<T>(RecordKey key, T body)
        where T : RecordBody => records.Add(new Record(key, RecordJson.Encode(body), clock.Next(nowMillis), Deleted: false));

    /// <summary>Writes into a group's audit log.</summary>
    public void PutAudit(EntityId group, AuditBody body)
    {
        var stamp = clock.Next(nowMillis);
        records.Add(new Record(RecordKey.AuditEntry(group, stamp), RecordJson.Encode(body), stamp, Deleted: false));
    }

    public void Delete(RecordKey key) => records.Add(new Record(key, Record.EmptyBody, clock.Next(nowMillis), Deleted: true));

    /// <summary>Deletes and leaves on record what it was.</summary>
    public void Delete<T>(RecordKey key, T body)
        where T : RecordBody => records.Add(new Record(key, RecordJson.Encode(body), clock.Next(nowMillis), Deleted: true));

    public void PutBlob(ReadOnlyMemory<byte> blob) => blobs.Add(blob);
}
