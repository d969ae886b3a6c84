using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>An address of this machine that is not its own loopback: whoever connects from it counts as somebody else.</summary>
internal static class Elsewhere
{
    /// <param name="stage">Listens everywhere.</param>
    public static IPEndPoint Of(TrackerStage stage)
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(address is null, "this machine has no address but its loopback");
        return new IPEndPoint(address ?? IPAddress.None, stage.Host.Endpoint.Port);
    }
}
