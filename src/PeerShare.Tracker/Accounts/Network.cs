using System.Net;
using System.Net.Sockets;

namespace PeerShare.Tracker.Accounts;

/// <summary>Whom limits by address hold together.</summary>
internal static class Network
{
    // Of an IPv6 address the first half names a household; the rest is theirs to choose.
    private const int NetworkBytes = 8;

    public static string Of(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => address.ToString(),
    };
}
