using System.Net;
using System.Net.Sockets;

namespace PeerShare.Engine.Announce;

/// <summary>Connects to trackers. What counts is the address that is connected to, whatever name led there.</summary>
/// <param name="from">Connections are made from this address; null leaves it to the system.</param>
/// <param name="onlyPublic">Whether addresses of one's own network are passed over.</param>
internal sealed class TrackerConnector(IPAddress? from, bool onlyPublic)
{
    /// <exception cref="IOException">There is no address that may be asked; the message says why.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stopping)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, stopping);
        addresses = Array.FindAll(addresses, found => from is null || found.AddressFamily == from.AddressFamily);
        var around = onlyPublic ? OwnNetwork.Around() : [];
        var allowed = onlyPublic ? Array.FindAll(addresses, found => OwnNetwork.IsPublic(found, around)) : addresses;
        if (allowed.Length == 0)
        {
            throw new IOException(addresses.Length == 0
                ? "it has no address that can be reached from here"
                : "it is in a private network, where only /announce is asked, and only of whom was named first");
        }

        var socket = from is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (from is not null)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }

            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, stopping);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
