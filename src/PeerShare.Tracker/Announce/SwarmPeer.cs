using System.Net;
using System.Net.Sockets;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>A node that is online with a file: a member's, under the name that it gave itself. It announces from IPv4 and IPv6 as one
/// peer (BEP 7).</summary>
internal sealed class SwarmPeer(EntityId user, PeerId id)
{
    private IPEndPoint? v4;
    private IPEndPoint? v6;

    public EntityId User => user;

    public PeerId Id => id;

    /// <summary>When it announced last, as a time stamp of the clock.</summary>
    public long Seen { get; set; }

    /// <summary>Grows with each announce, on whatever tracker: milliseconds since 1970, or one more than before.</summary>
    public long Stamp { get; set; }

    public bool IsComplete { get; set; }

    /// <summary>Has it at least one verified piece?</summary>
    public bool IsSource { get; set; }

    /// <summary>Notes where it is reached. What it said before is kept when it is the same: a young object that hangs on an old one is looked for
    /// at every collection.</summary>
    public void Place(IPEndPoint place)
    {
        if (IsAt(place))
        {
            return;
        }

        if (place.AddressFamily == AddressFamily.InterNetwork)
        {
            v4 = place;
        }
        else
        {
            v6 = place;
        }
    }

    /// <summary>Where it is reached: none, one or two places.</summary>
    public IPEndPoint[] Places => [.. new[] { v4, v6 }.OfType<IPEndPoint>()];

    public bool IsAt(IPEndPoint place) => place.Equals(v4) || place.Equals(v6);

    /// <summary>Where somebody reaches it: one place of each family.</summary>
    public void AddPlacesFor(in Vantage vantage, List<IPEndPoint> places)
    {
        if (v4 is not null && vantage.Reach(v4) is { } place)
        {
            places.Add(place);
        }

        if (v6 is not null && vantage.Reach(v6) is { } other)
        {
            places.Add(other);
        }
    }
}
