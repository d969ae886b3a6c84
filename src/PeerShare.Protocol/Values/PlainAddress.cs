using System.Net;

namespace PeerShare.Protocol.Values;

/// <summary>Dual-mode sockets report IPv4 addresses in IPv6 clothes.</summary>
public static class PlainAddress
{
    /// <summary>The same address, without clothes.</summary>
    public static IPAddress Plain(this IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
