using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>What a mirror is answered.</summary>
internal static class Answering
{
    /// <param name="moment">What is there.</param>
    /// <param name="known">What the mirror has.</param>
    /// <param name="most">Most records of a page.</param>
    /// <returns>At least one page.</returns>
    public static IEnumerable<Page> PagesFor(this IRecordMoment moment, VersionVector known, int most)
    {
        var isCopy = !known.Covers(moment.Horizon);
        Stamp? after = null;
        while (true)
        {
            var records = moment.ReadSince(isCopy ? VersionVector.Empty : known, after, most);
            var isLast = records.Count < most;
            yield return new Page(moment.Heads, records, isLast, isCopy) { Horizon = moment.Horizon };
            if (isLast)
            {
                yield break;
            }

            after = records[^1].Stamp;
        }
    }
}
