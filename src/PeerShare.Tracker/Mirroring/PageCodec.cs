using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Pages as they go over the wire.</summary>
internal static class PageCodec
{
    public static PullPage ToContract(this Page page, long millis, long origin, string[] trackers) => new(
        [.. page.Heads.Heads.Values],
        [.. page.Records.Select(record => new RecordLine((byte)record.Key.Kind, record.Key.Id.ToArray(), record.Stamp, record.Deleted, record.Body.ToArray()))],
        page.IsLast,
        page.IsCopy,
        millis,
        origin,
        trackers,
        [.. page.Horizon.Heads.Values]);

    /// <exception cref="JsonException">A record cannot be read by this version; then none of the page is taken.</exception>
    public static Page ToPage(this PullPage page) => new(VersionVector.Of(page.Heads), [.. page.Records.Select(ToRecord)], page.IsLast, page.IsCopy)
    {
        Horizon = VersionVector.Of(page.Horizon ?? []),
    };

    private static Record ToRecord(RecordLine line)
    {
        if (line.Id.Length is 0 or > RecordKey.LongestId || line.Kind == 0 || line.Stamp.Millis < 0 || line.Stamp.Counter < 0)
        {
            throw new JsonException("a record has no key or no stamp");
        }

        var key = new RecordKey((RecordKind)line.Kind, line.Id);
        if (key.IsKnown && !line.Deleted)
        {
            RecordJson.Check(key.Kind, line.Body);
        }

        return new Record(key, line.Body, line.Stamp, line.Deleted);
    }
}
