namespace PeerShare.Engine.Peers;

/// <summary>Tasks that end with their owner: nothing that was started here outlives <see cref="DisposeAsync"/>.</summary>
internal sealed class TaskScope : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<long, Task> running = [];
    private readonly Lock gate = new();
    private long last;
    private bool closed;

    /// <summary>Cancelled when the scope is disposed.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <returns>False when the scope has closed; the work was not started.</returns>
    public bool TryStart(Func<CancellationToken, Task> work)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            var number = ++last;
            running[number] = Task.Run(() => TrackAsync(number, work), CancellationToken.None);
            return true;
        }
    }

    /// <summary>Cancels everything, waits for it, and throws what nobody had expected.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] left;
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        lock (gate)
        {
            left = [.. running.Values];
        }

        await Task.WhenAll(left).ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task TrackAsync(long number, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }

        // A task that failed stays, so that its exception comes out at the end.
        lock (gate)
        {
            running.Remove(number);
        }
    }
}
