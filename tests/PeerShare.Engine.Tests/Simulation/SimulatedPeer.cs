using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>Somebody in the simulated network.</summary>
internal abstract class SimulatedPeer(SwarmSimulator simulator, int number)
{
    private const int Port = 6881;

    public SwarmSimulator Simulator { get; } = simulator;

    public int Number { get; } = number;

    public PeerId Id { get; protected set; } = IdOf(number, 0);

    /// <summary>Whom its certificate names; null where there are none.</summary>
    public EntityId? Member { get; set; }

    public IPEndPoint Address { get; } = new(new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]), Port);

    public bool IsAlive { get; protected set; }

    public virtual bool Fast => true;

    public virtual bool Extended => true;

    /// <summary>Peers on different sides of a split do not reach each other.</summary>
    public int Side { get; set; }

    /// <summary>In the order of connecting.</summary>
    public Dictionary<LinkId, LinkEnd> Ends { get; } = [];

    public bool IsLinkedTo(SimulatedPeer other) => Ends.Values.Any(end => end.IsOpen && end.Peer.Id == other.Id);

    /// <summary>A connection came about.</summary>
    public abstract void Linked(LinkEnd end, PeerCard card);

    /// <summary>The connection ended by the other's will or by the network's.</summary>
    public abstract void Ended(LinkEnd end, string reason);

    /// <summary>These arrived together. The list is only lent.</summary>
    public abstract void Receive(LinkEnd end, List<Arrival> arrivals);

    public virtual void DialFailed(IPEndPoint address, string reason)
    {
    }

    protected static PeerId IdOf(int number, int life)
    {
        var id = new byte[PeerId.Size];
        BitConverter.TryWriteBytes(id.AsSpan(12), life);
        BitConverter.TryWriteBytes(id.AsSpan(16), number);
        return new PeerId(id);
    }
}
