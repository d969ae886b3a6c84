using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Takes in one answer of one mirror, page by page. The vector moves after the last page; an answer that broke off leaves it
/// where it was, and the records that came do no harm.</summary>
internal sealed class Pull
{
    /// <summary>Of the records of a copy.</summary>
    private readonly HashSet<Stamp> stamps = [];

    /// <returns>What to merge before the next page is taken.</returns>
    public Merge Take(Page page)
    {
        if (page.IsCopy)
        {
            stamps.UnionWith(page.Records.Select(record => record.Stamp));
        }

        return new Merge(page.Records)
        {
            Heads = page.IsLast ? [.. page.Heads.Heads.Values] : [],
            Copy = page is { IsLast: true, IsCopy: true } ? new MirrorCopy(page.Heads, stamps, page.Horizon) : null,
        };
    }
}
