namespace PeerShare.Engine.Peers;

/// <summary>Tasks that end with their owner: nothing that was started here outlives <see cref="DisposeAsync"/>.</summary>
internal sealed class TaskScope : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<long, Task> running = [];
    private readonly Lock gate = new();
    private long last;
    private Task? closing;

    /// <summary>Cancelled when the scope is disposed.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <returns>False when the scope has closed; the work was not started.</returns>
    public bool TryStart(Func<CancellationToken, Task> work)
    {
        lock (gate)
        {
            if (closing is not null)
            {
                return false;
            }

            var number = ++last;
            running[number] = Task.Run(() => TrackAsync(number, work), CancellationToken.None);
            return true;
        }
    }

    /// <summary>Cancels everything, waits for it, and throws what nobody had expected. Whoever calls it again waits too.</summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closing ??= CloseAsync([.. running.Values]);
            return new ValueTask(closing);
        }
    }

    private async Task CloseAsync(Task[] left)
    {
        await stopping.CancelAsync().ConfigureAwait(false);
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
