using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Engine;

/// <summary>Asks peer after peer for a torrent's description, a few at a time, until one gives it.</summary>
/// <param name="known">Peers known from the start; asked again and again.</param>
/// <param name="time">Measures the pauses.</param>
/// <param name="ask">Asks one peer; an <see cref="IOException"/> means that it did not help.</param>
/// <param name="failed">Told, once for each of the known, which did not help and why.</param>
internal sealed class MetadataSearch(
    IReadOnlyList<IPEndPoint> known,
    TimeProvider time,
    Func<IPEndPoint, CancellationToken, Task<Torrent>> ask,
    Action<IPEndPoint, string> failed)
{
    private const int Askers = 5;
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<IPEndPoint, bool> complained = [];
    private readonly Channel<IPEndPoint> candidates = Channel.CreateBounded<IPEndPoint>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Found(IReadOnlyList<IPEndPoint> peers)
    {
        foreach (var peer in peers)
        {
            candidates.Writer.TryWrite(peer);
        }
    }

    public async Task<Torrent> RunAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Found(known);
        var asking = Enumerable.Range(0, Askers).Select(_ => AskAsync(over.Token)).ToList();
        try
        {
            return await await Task.WhenAny(asking).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(asking)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Torrent> AskAsync(CancellationToken stopping)
    {
        while (true)
        {
            var peer = await candidates.Reader.ReadAsync(stopping).ConfigureAwait(false);
            try
            {
                return await ask(peer, stopping).ConfigureAwait(false);
            }
            catch (IOException failure)
            {
                Complain(peer, failure.Message);
                await Task.Delay(AgainAfter, time, stopping).ConfigureAwait(false);
                Found(known.Contains(peer) ? [peer] : []);
            }
        }
    }

    private void Complain(IPEndPoint peer, string reason)
    {
        if (known.Contains(peer) && complained.TryAdd(peer, true))
        {
            failed(peer, reason);
        }
    }
}
