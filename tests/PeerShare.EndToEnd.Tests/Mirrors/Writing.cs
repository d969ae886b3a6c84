using System.Collections.Concurrent;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>Clients that found groups, one after the other, at whichever tracker answers, until this is disposed.</summary>
internal sealed class Writing : IAsyncDisposable
{
    private const int Writers = 6;

    private readonly CancellationTokenSource enough = new();
    private readonly Task running;

    /// <param name="pair">Somebody is logged in.</param>
    public Writing(Pair pair) => running = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(pair, writer)));

    /// <summary>The groups whose founding was answered.</summary>
    public ConcurrentBag<string> Acknowledged { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await running;
    }

    private async Task WriteAsync(Pair pair, int writer)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var name = $"g{writer}-{number}";
            await pair.DoAsync(Routes.CreateGroup, Pair.NewGroup(name), writer);
            Acknowledged.Add(name);
        }
    }
}
