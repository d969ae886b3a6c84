using System.Net;

namespace PeerShare.Engine.Policies;

/// <summary>Decides whom to dial, and which links carry our requests.</summary>
public interface ITopology
{
    /// <summary>May we ask this peer for pieces?</summary>
    bool MayRequestFrom(LinkFacts link);

    /// <summary>Addresses came from another peer, or, when <paramref name="from"/> is null, by hand or from a tracker.</summary>
    void Found(IReadOnlyList<IPEndPoint> addresses, LinkFacts? from);

    /// <summary>A link came up.</summary>
    void Up(LinkFacts link, long now);

    /// <summary>The peer told its listening port or its download neighbour.</summary>
    void Introduced(LinkFacts link, long now);

    /// <summary>A link ended.</summary>
    void Down(LinkFacts link, long now);

    /// <summary>Nobody there.</summary>
    void DialFailed(IPEndPoint address, long now);

    /// <summary>Called on every tick and after every change above.</summary>
    /// <param name="links">All links.</param>
    /// <param name="complete">We hold everything.</param>
    /// <param name="now">Milliseconds.</param>
    TopologyOrders Review(IReadOnlyCollection<LinkFacts> links, bool complete, long now);
}

/// <summary>What a topology wants done.</summary>
/// <param name="Dial">Addresses to connect to, now.</param>
/// <param name="Drop">Links to end, now, each with the reason.</param>
public sealed record TopologyOrders(IReadOnlyList<IPEndPoint> Dial, IReadOnlyList<(LinkId Link, string Reason)> Drop)
{
    public static TopologyOrders None { get; } = new([], []);
}
