namespace PeerShare.App.Hosting;

/// <summary>One after the other: whoever takes a turn has it until it is disposed.</summary>
internal sealed class Turns : IDisposable
{
    private readonly SemaphoreSlim free = new(1);

    public async Task<IDisposable> TakeAsync(CancellationToken stopping)
    {
        await free.WaitAsync(stopping);
        return new Turn(free);
    }

    public void Dispose() => free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
