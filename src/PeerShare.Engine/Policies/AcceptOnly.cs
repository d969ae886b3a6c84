using System.Net;

namespace PeerShare.Engine.Policies;

/// <summary>Dials nobody and asks nobody, and parts with peers of the ring that have fallen silent: the owner of a ring's file.</summary>
public sealed class AcceptOnly : ITopology
{
    public bool MayRequestFrom(LinkFacts link) => false;

    public void Found(IReadOnlyList<IPEndPoint> addresses, LinkFacts? from)
    {
    }

    public void Up(LinkFacts link, long now)
    {
    }

    public void Introduced(LinkFacts link, long now)
    {
    }

    public void Down(LinkFacts link, long now)
    {
    }

    public void DialFailed(IPEndPoint address, long now)
    {
    }

    public TopologyOrders Review(IReadOnlyCollection<LinkFacts> links, bool complete, long now) =>
        RingTopology.Silent(links, now).ToList() is { Count: > 0 } silent ? new TopologyOrders([], silent) : TopologyOrders.None;
}
