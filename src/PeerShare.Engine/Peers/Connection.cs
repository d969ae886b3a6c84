using System.Net;
using System.Net.Sockets;

namespace PeerShare.Engine.Peers;

/// <summary>Bytes to and from a peer.</summary>
/// <param name="bytes">TCP's own stream, or one that encrypts over it.</param>
/// <param name="socket">Underneath.</param>
/// <param name="remote">The far end.</param>
internal sealed class Connection(Stream bytes, Socket socket, IPEndPoint remote) : IDisposable
{
    private const int FewUnsent = 128 * 1024;

    private bool unsentIsShort;

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

    /// <summary>Blocks that wait in the kernel can be neither cancelled nor put behind others: 256 KiB committed to each peer cost a
    /// swarm of slow uplinks 4 % (simulated). TCP_NOTSENT_LOWAT lets little wait there without limiting the window. A fast
    /// peer is spared it: on loopback it cost 0.17 CPU seconds a GiB.</summary>
    public void KeepUnsentShort(bool isShort)
    {
        if (isShort != unsentIsShort && OperatingSystem.IsLinux())
        {
            const int Tcp = 6;
            const int NotSentLowWater = 25;
            socket.SetRawSocketOption(Tcp, NotSentLowWater, BitConverter.GetBytes(isShort ? FewUnsent : int.MaxValue));
            unsentIsShort = isShort;
        }
    }
}
