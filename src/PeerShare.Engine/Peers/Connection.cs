using System.Net;
using System.Net.Sockets;

namespace PeerShare.Engine.Peers;

/// <summary>Bytes to and from a peer.</summary>
/// <param name="bytes">TCP's own stream, or one that encrypts over it.</param>
/// <param name="socket">Underneath.</param>
/// <param name="remote">The far end.</param>
internal sealed class Connection(Stream bytes, Socket socket, IPEndPoint remote) : IDisposable
{
    public Stream Bytes { get; } = bytes;

    /// <summary>As it was dialled, or as it came.</summary>
    public IPEndPoint Remote { get; } = remote;

    /// <summary>Takes a connected socket over.</summary>
    public static Connection Over(Socket socket, IPEndPoint remote)
    {
        socket.NoDelay = true;
        return new Connection(new NetworkStream(socket, ownsSocket: true), socket, remote);
    }

    /// <summary>Says that we have ended and waits until the peer has too, so that its place for us is free again.</summary>
    public async Task LeaveAsync(CancellationToken deadline)
    {
        socket.Shutdown(SocketShutdown.Send);
        var rest = new byte[4096];
        while (await Bytes.ReadAsync(rest, deadline).ConfigureAwait(false) > 0)
        {
        }
    }

    /// <summary>Ends it at once; pending reads and writes fail.</summary>
    public void Dispose() => Bytes.Dispose();
}
