using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Takes in one answer of one mirror, page by page. The vector moves after the last page; an answer that broke off leaves it
/// where it was, and the records that came do no harm.</summary>
internal sealed class Pull
{
    private Dictionary<RecordKey, Record>? unseen;

    /// <param name="page">The next page.</param>
    /// <param name="store">The own one, looked into when the answer is a copy.</param>
    /// <returns>What to merge before the next page is taken.</returns>
    public async ValueTask<Merge> TakeAsync(Page page, IRecordStore store)
    {
        if (page.IsCopy)
        {
            unseen ??= await store.ScanAsync().Where(record => page.Heads.Covers(record.Stamp)).ToDictionaryAsync(record => record.Key);
            foreach (var record in page.Records)
            {
                unseen.Remove(record.Key);
            }
        }

        return new Merge(page.Records)
        {
            Heads = page.IsLast ? [.. page.Heads.Heads.Values] : [],
            Gone = page.IsLast && unseen is not null ? [.. unseen.Values] : [],
        };
    }
}
