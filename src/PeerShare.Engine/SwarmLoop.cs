using PeerShare.Engine.Peers;
using PeerShare.Engine.Swarms;

namespace PeerShare.Engine;

/// <summary>The one owner of a swarm: takes what happened out of the inbox, lets the swarm decide, and sends what it decided.</summary>
internal sealed class SwarmLoop(Swarm swarm, SocketHost host, Inbox inbox, Clock clock)
{
    /// <summary>Events handled before what they led to is sent: more saves calls, fewer saves waiting.</summary>
    private const int Burst = 32;

    private SwarmSnapshot snapshot = swarm.Snapshot(clock.Now);
    private volatile int links;

    /// <summary>The swarm as it was on the last tick.</summary>
    public SwarmSnapshot Snapshot => Volatile.Read(ref snapshot);

    /// <summary>Any thread.</summary>
    public bool HasLinks => links > 0;

    /// <summary>Runs until stopped.</summary>
    /// <param name="completed">Called on the loop when every piece is held, again if pieces were lost in between.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Action completed, CancellationToken stopping)
    {
        var complete = false;
        do
        {
            Drain();
            if (swarm.IsComplete != complete)
            {
                complete = swarm.IsComplete;
                Publish();
                if (complete)
                {
                    completed();
                }
            }
        }
        while (await inbox.WaitAsync(stopping).ConfigureAwait(false));
    }

    private void Drain()
    {
        for (var handled = 1; inbox.TryTake(out var delivery); handled++)
        {
            Handle(delivery);
            if (handled % Burst == 0)
            {
                host.Flush();
            }
        }

        host.Flush();
    }

    private void Handle(Delivery delivery)
    {
        var now = clock.Now;
        switch (delivery.Event)
        {
            case SwarmEvent.Run run:
                swarm.Handle(run, now);
                delivery.Link!.Handled(run);
                break;
            case SwarmEvent.LinkUp up:
                links++;
                host.Add(delivery.Link!);
                swarm.Handle(up, now);
                break;
            case SwarmEvent.LinkDown down:
                links--;
                host.Remove(delivery.Link!);
                swarm.Handle(down, now);
                delivery.Link!.Forget();
                break;
            case SwarmEvent.MemoryFreed freed:
                swarm.Handle(freed, now);
                host.MemoryWasOffered();
                break;
            case SwarmEvent.Tick tick:
                swarm.Handle(tick, now);
                host.Tick(now);
                Publish();
                break;
            default:
                swarm.Handle(delivery.Event, now);
                break;
        }
    }

    private void Publish() => Volatile.Write(ref snapshot, swarm.Snapshot(clock.Now));
}
