using System.Runtime;
using System.Threading.Channels;
using PeerShare.Protocol.Records;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.State;

/// <summary>Reads all records at the start. One thread reads and parses ahead of the other, which puts into the view what was read:
/// of millions of records either takes seconds.</summary>
internal static class Loading
{
    /// <summary>Short enough for a page to be no large object: those are only freed when all of the heap is looked through.</summary>
    private const int PageSize = 256;
    private const int MostPagesAhead = 64;

    /// <exception cref="StoreFailure">The disk cannot be read.</exception>
    /// <exception cref="System.Text.Json.JsonException">A record's body cannot be read.</exception>
    public static async Task LoadAsync(IRecordStore store, TrackerView view, HybridClock clock)
    {
        // All that is read stays, and nobody is served yet: to collect beside would only take the time of a core.
        var collecting = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var pages = Channel.CreateBounded<List<Fact>>(MostPagesAhead);
        using var stopping = new CancellationTokenSource();
        var reading = Task.Run(() => ReadAsync(store, pages.Writer, stopping.Token));
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync())
            {
                foreach (var fact in page)
                {
                    view.Put(fact);
                    clock.Resume(fact.Stamp);
                }
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
            GCSettings.LatencyMode = collecting;
        }
    }

    /// <summary>Tells the pages' reader of what goes wrong.</summary>
    private static async Task ReadAsync(IRecordStore store, ChannelWriter<List<Fact>> pages, CancellationToken stopping)
    {
        try
        {
            var page = new List<Fact>(PageSize);
            await foreach (var fact in store.ScanAsync(Fact.Read, TrackerView.LastKind).WithCancellation(stopping))
            {
                page.Add(fact);
                if (page.Count == PageSize)
                {
                    await pages.WriteAsync(page, stopping);
                    page = new List<Fact>(PageSize);
                }
            }

            await pages.WriteAsync(page, stopping);
            pages.Complete();
        }
        catch (Exception failure)
        {
            pages.Complete(failure);
        }
    }
}
