using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>From where somebody asks: a peer on the tracker's own machine is somewhere else for those who are not on it.</summary>
/// <param name="Asker">The asker's address as the tracker sees it.</param>
/// <param name="Tracker">The tracker's address as the asker sees it.</param>
internal readonly record struct Vantage(IPAddress Asker, IPAddress Tracker)
{
    private bool IsHere => IPAddress.IsLoopback(Asker) || Asker.Equals(Tracker);

    public static Vantage Of(IPAddress? asker, IPAddress? tracker) => new(Plain(asker), Plain(tracker));

    /// <summary>Where the asker reaches a peer; null when there is no way.</summary>
    public IPEndPoint? Reach(IPEndPoint peer) =>
        !IPAddress.IsLoopback(peer.Address) || IsHere ? peer
        : IPAddress.IsLoopback(Tracker) ? null
        : new IPEndPoint(Tracker, peer.Port);

    /// <summary>Where a peer that announces is: where it comes from, or says that it is reached.</summary>
    public IPEndPoint PlaceOf(IPAddress? told, int port) => new(told is not null && IsPlace(Plain(told)) ? Plain(told) : Asker, port);

    /// <summary>Nobody is reached at a group's, at no or, from elsewhere, at a loopback address.</summary>
    private bool IsPlace(IPAddress told) =>
        !told.Equals(IPAddress.Any)
        && !told.Equals(IPAddress.IPv6Any)
        && !told.IsIPv6Multicast
        && !told.IsIPv6LinkLocal
        && !(told.GetAddressBytes() is [>= 224, _, _, _] or [0, _, _, _])
        && (!IPAddress.IsLoopback(told) || IsHere);

    private static IPAddress Plain(IPAddress? address) =>
        address?.Plain() ?? IPAddress.Loopback;
}
