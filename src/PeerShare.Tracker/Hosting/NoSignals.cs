using Microsoft.Extensions.Hosting;

namespace PeerShare.Tracker.Hosting;

/// <summary>A server does not listen to signals: whoever runs it does, and ends it.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
