using System.Net;
using System.Net.Sockets;

namespace PeerShare.Engine.Peers;

/// <summary>Bytes to and from a peer. The stream is TCP's own, or one that encrypts over it.</summary>
internal sealed class Connection(Stream bytes, IPEndPoint remote) : IDisposable
{
    public Stream Bytes { get; } = bytes;

    /// <summary>The far end.</summary>
    public IPEndPoint Remote { get; } = remote;

    /// <summary>Takes the socket over.</summary>
    public static Connection Over(Socket socket)
    {
        socket.NoDelay = true;
        return new Connection(new NetworkStream(socket, ownsSocket: true), Plain((IPEndPoint)socket.RemoteEndPoint!));
    }

    /// <summary>Ends it at once; pending reads and writes fail.</summary>
    public void Dispose() => Bytes.Dispose();

    /// <summary>A socket that listens on IPv6 and IPv4 shows IPv4 addresses in IPv6's form.</summary>
    private static IPEndPoint Plain(IPEndPoint address) =>
        address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;
}
