using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerShare.Engine.Peers;

/// <summary>Bytes to and from a peer.</summary>
/// <param name="bytes">TCP's own stream, or one that encrypts over it.</param>
/// <param name="socket">Underneath.</param>
/// <param name="remote">The far end.</param>
/// <param name="batches">Under an encrypting stream; null under none.</param>
internal sealed class Connection(Stream bytes, Socket socket, IPEndPoint remote, BatchedStream? batches = null) : IDisposable
{
    private const int FewUnsent = 128 * 1024;

    private bool unsentIsShort;

    public Stream Bytes { get; } = bytes;

    /// <summary>As it was dialled, or as it came.</summary>
    public IPEndPoint Remote { get; } = remote;

    /// <summary>The peer's, which counts for the torrent; null when the connection is plain.</summary>
    public X509Certificate2? Certificate { get; } = (bytes as SslStream)?.RemoteCertificate as X509Certificate2;

    /// <summary>Takes a connected socket over.</summary>
    public static Connection Over(Socket socket, IPEndPoint remote)
    {
        socket.NoDelay = true;
        return new Connection(new NetworkStream(socket, ownsSocket: true), socket, remote);
    }

    /// <summary>The first byte, which stays to be read; null when the peer closed instead.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<byte?> PeekAsync(CancellationToken deadline)
    {
        var first = new byte[1];
        try
        {
            return await socket.ReceiveAsync(first, SocketFlags.Peek, deadline).ConfigureAwait(false) == 1 ? first[0] : null;
        }
        catch (SocketException broken)
        {
            throw new IOException(broken.Message, broken);
        }
    }

    /// <summary>The same connection, encrypted; this one is not to be used any more.</summary>
    /// <param name="authenticate">Both ends prove themselves.</param>
    /// <param name="fault">What we found wrong with the other end, if that is why it failed.</param>
    /// <exception cref="IOException">It failed; the message says why.</exception>
    public async Task<Connection> EncryptAsync(Func<SslStream, Task> authenticate, Func<string?> fault)
    {
        var batched = new BatchedStream(Bytes);
        var ssl = new SslStream(batched);
        try
        {
            await authenticate(ssl).ConfigureAwait(false);
            return new Connection(ssl, socket, Remote, batched);
        }
        catch (Exception failed) when (failed is AuthenticationException or NotSupportedException or ArgumentException or CryptographicException)
        {
            // A hello that cannot be read leaves SslStream without our options, and so it says NotSupportedException.
            await ssl.DisposeAsync().ConfigureAwait(false);
            throw new IOException(fault() ?? $"no encrypted connection: {(failed.InnerException ?? failed).Message}", failed);
        }
        catch
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>From now on what is written goes out when it is much, or with <see cref="FlushAsync"/>.</summary>
    public void CollectWrites()
    {
        if (batches is not null)
        {
            batches.Collects = true;
        }
    }

    /// <summary>Sends what was collected.</summary>
    public ValueTask FlushAsync() => batches is null ? ValueTask.CompletedTask : new ValueTask(Bytes.FlushAsync());

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
    public void Abort() => socket.Dispose();

    /// <summary>The same, and what waits in the kernel is not sent either.</summary>
    public void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception ended) when (ended is ObjectDisposedException or SocketException)
        {
            // It has ended already.
        }

        socket.Dispose();
    }

    /// <summary>Ends it; call it when nothing reads or writes any more.</summary>
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
