namespace PeerShare.Engine.Peers;

/// <summary>A token that ends after a time, or with something larger.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;

    public Deadline(TimeSpan after, TimeProvider time, CancellationToken stopping)
    {
        timer = new CancellationTokenSource(after, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
    }

    public CancellationToken Token => linked.Token;

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
