using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>One end of a connection in virtual time. What is sent arrives at the other end after the link's latency, in order.</summary>
internal sealed class LinkEnd
{
    private readonly SwarmSimulator simulator;
    private readonly Queue<Arrival> arrivals = new();
    private readonly Action deliver;
    private bool deliveryIsPlanned;
    private bool isFrozen;

    public LinkEnd(SwarmSimulator simulator, SimulatedPeer owner, SimulatedPeer peer, LinkId id, long latency)
    {
        (this.simulator, Owner, Peer, Id, Latency) = (simulator, owner, peer, id, latency);
        deliver = Deliver;
    }

    public SimulatedPeer Owner { get; }

    /// <summary>Who is at the other end.</summary>
    public SimulatedPeer Peer { get; }

    public LinkId Id { get; }

    /// <summary>Microseconds.</summary>
    public long Latency { get; }

    public LinkEnd Other { get; set; } = null!;

    public bool IsOpen { get; private set; } = true;

    /// <summary>Blocks asked for, each with the memory that it goes to.</summary>
    public Dictionary<BlockRange, PieceSlots> Asked { get; } = [];

    /// <summary>Blocks waiting for their turn on the owner's uplink.</summary>
    public Queue<(BlockRange Block, bool Wrong)> Uploads { get; } = new();

    /// <summary>Blocks that went out and that the owner was not told of yet.</summary>
    public int Sent { get; set; }

    public bool IsQueuedToUpload { get; set; }

    public void Send(in PeerMessage message, bool wrong = false)
    {
        if (IsOpen)
        {
            Other.Put(message, wrong, null);
        }
    }

    /// <summary>Ends the connection: the other end hears of it after all that was sent before.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="silently">The machine is gone and says nothing: the other end finds out by itself.</param>
    public void Close(string reason, bool silently = false)
    {
        if (!IsOpen)
        {
            return;
        }

        IsOpen = false;
        arrivals.Clear();
        Uploads.Clear();
        if (silently)
        {
            simulator.Heap.In(SwarmSimulator.DeafAfter, () => Other.Put(default, false, "nothing was heard"));
        }
        else
        {
            Other.Put(default, false, reason);
        }
    }

    /// <summary>Nothing arrives at either end, until <see cref="Thaw"/> or, for long, the connection ends.</summary>
    public void Freeze()
    {
        isFrozen = true;
        simulator.Heap.In(SwarmSimulator.FrozenFor, () =>
        {
            if (isFrozen)
            {
                EndHere("timed out");
            }
        });
    }

    public void Thaw()
    {
        isFrozen = false;
        PlanDelivery();
    }

    private void Put(in PeerMessage message, bool wrong, string? end)
    {
        if (IsOpen)
        {
            arrivals.Enqueue(new Arrival(simulator.RoundUp(simulator.Heap.Now + Latency), message, wrong, end));
            PlanDelivery();
        }
    }

    private void PlanDelivery()
    {
        if (!deliveryIsPlanned && !isFrozen && IsOpen && arrivals.TryPeek(out var first))
        {
            deliveryIsPlanned = true;
            simulator.Heap.At(first.At, deliver, Owner.Number);
        }
    }

    private void Deliver()
    {
        deliveryIsPlanned = false;
        if (isFrozen || !IsOpen)
        {
            return;
        }

        var run = simulator.Scratch;
        run.Clear();
        string? end = null;
        while (end is null && arrivals.TryPeek(out var next) && next.At <= simulator.Heap.Now)
        {
            arrivals.Dequeue();
            end = next.End;
            if (end is null)
            {
                run.Add(next);
            }
        }

        if (run.Count > 0)
        {
            Owner.Receive(this, run);
        }

        if (end is not null)
        {
            EndHere(end);
        }

        PlanDelivery();
    }

    private void EndHere(string reason)
    {
        if (IsOpen)
        {
            IsOpen = false;
            arrivals.Clear();
            Uploads.Clear();
            Owner.Ended(this, reason);
        }
    }
}
