using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Pages as they go over the wire.</summary>
internal static class PageCodec
{
    private static readonly long LastMillis = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static PullPage ToContract(this Page page, long millis, long origin, string[] trackers) => new(
        [.. page.Heads.Heads.Values],
        [.. page.Records.Select(record => new RecordLine((byte)record.Key.Kind, record.Key.Id.ToArray(), record.Stamp, record.Deleted, record.Body.ToArray()))],
        page.IsLast,
        page.IsCopy,
        millis,
        origin,
        trackers,
        [.. page.Horizon.Heads.Values]);

    /// <exception cref="JsonException">Something cannot be read by this version; then none of the page is taken.</exception>
    public static Page ToPage(this PullPage page)
    {
        if (!IsTime(page.Millis) || !Array.TrueForAll(page.Heads, head => IsTime(head.Millis)))
        {
            throw new JsonException("a time is no time");
        }

        var (heads, horizon) = (VersionVector.Of(page.Heads), VersionVector.Of(page.Horizon ?? []));
        return heads.Covers(horizon)
            ? new Page(heads, [.. page.Records.Select(ToRecord)], page.IsLast, page.IsCopy) { Horizon = horizon }
            : throw new JsonException("tombstones were pruned that were never there");
    }

    private static Record ToRecord(RecordLine line)
    {
        if (line.Id.Length is 0 or > RecordKey.LongestId || line.Kind == 0 || !IsTime(line.Stamp.Millis))
        {
            throw new JsonException("a record has no key or no stamp");
        }

        var record = new Record(new RecordKey((RecordKind)line.Kind, line.Id), line.Body, line.Stamp, line.Deleted);
        if (record.Key.IsKnown && (!record.Deleted || record.TellsWhatItWas))
        {
            RecordJson.Check(record.Key.Kind, line.Body);
        }

        return record;
    }

    /// <summary>Can be counted with: whether it is to be believed is looked at later.</summary>
    private static bool IsTime(long millis) => millis >= 0 && millis <= LastMillis;
}
