using System.Net;
using System.Net.NetworkInformation;
using PeerShare.App.Parsing;

namespace PeerShare.App.Hosting;

/// <summary>Where a client listens, and what it tells others when that is somewhere else.</summary>
/// <param name="Listen">Given to the engine.</param>
/// <param name="Announced">Told to the tracker because it cannot see it; null when it can.</param>
internal sealed record Reach(IPEndPoint Listen, IPAddress? Announced)
{
    /// <summary>An address of this machine is listened on; any other belongs to a router that forwards to us.</summary>
    public static Reach Of(ListenAddress address)
    {
        var everywhere = new IPEndPoint(IPAddress.IPv6Any, address.Port);
        return address.Ip is not { } ip || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) ? new Reach(everywhere, null)
            : IsOurs(ip) ? new Reach(new IPEndPoint(ip, address.Port), null)
            : new Reach(everywhere, ip);
    }

    private static bool IsOurs(IPAddress ip) =>
        IPAddress.IsLoopback(ip)
        || NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(ip));
}
