using System.Threading.Channels;
using PeerShare.Engine.Swarms;

namespace PeerShare.Engine.Peers;

/// <summary>What a swarm has still to handle. The channel itself never refuses, so nobody who posts ever waits and nothing is
/// lost; each sender is bounded instead: a link has <see cref="LinkReader.MostRuns"/> runs in here at most and then stops reading,
/// outcomes answer what the swarm asked for, and one tick waits at a time.</summary>
internal sealed class Inbox
{
    private static readonly SwarmEvent.Tick Tick = new();

    private readonly Channel<Delivery> channel = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true });
    private int tickWaits;

    public void Post(SwarmEvent happened, PeerLink? link = null) => channel.Writer.TryWrite(new Delivery(happened, link));

    public void PostTick()
    {
        if (Interlocked.Exchange(ref tickWaits, 1) == 0)
        {
            Post(Tick);
        }
    }

    public ValueTask<bool> WaitAsync(CancellationToken stopping) => channel.Reader.WaitToReadAsync(stopping);

    public bool TryTake(out Delivery delivery)
    {
        if (!channel.Reader.TryRead(out delivery))
        {
            return false;
        }

        if (ReferenceEquals(delivery.Event, Tick))
        {
            Volatile.Write(ref tickWaits, 0);
        }

        return true;
    }
}
