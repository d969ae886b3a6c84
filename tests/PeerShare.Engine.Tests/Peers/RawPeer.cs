using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>The other side, played by hand over a real socket: says what it is told to, whether allowed or not.</summary>
internal sealed class RawPeer(Stream stream) : IDisposable
{
    public RawPeer(Socket socket)
        : this(new NetworkStream(socket, ownsSocket: true))
    {
    }

    /// <summary>The other side has ended the connection by a reset.</summary>
    public bool WasReset { get; private set; }

    public static PeerId Id { get; } = new("-XX0001-abcdefghijkl"u8);

    public static async Task<RawPeer> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        return new RawPeer(socket);
    }

    /// <summary>The same over TLS, whatever certificate the other side shows.</summary>
    /// <param name="address">Whom.</param>
    /// <param name="server">The name to ask for.</param>
    /// <param name="certificate">What to show, if anything.</param>
    /// <param name="versions">Of TLS.</param>
    /// <param name="room">Bytes that the system takes in before they are heard; null leaves it to the system.</param>
    /// <exception cref="IOException">Refused; or the refusal comes as the end of what is heard.</exception>
    public static async Task<RawPeer> ConnectAsync(
        IPEndPoint address, string server, X509Certificate2? certificate, SslProtocols versions = SslProtocols.Tls13, int? room = null)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (room is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(address);
        var ssl = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await ssl.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = server,
                EnabledSslProtocols = versions,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            }).Soon();
            return new RawPeer(ssl);
        }
        catch
        {
            await ssl.DisposeAsync();
            throw;
        }
    }

    public ValueTask SayAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes);

    public ValueTask SayAsync(in PeerMessage message) => SayAsync(Bytes(message));

    public async Task GreetAsync(InfoHash torrent, PeerId? id = null)
    {
        var bytes = new byte[Handshake.Size];
        new Handshake(torrent, id ?? Id, Fast: true, Extended: true).Write(bytes);
        await SayAsync(bytes);
    }

    public async Task<Handshake> HearGreetingAsync()
    {
        Handshake.TryRead(await HearAsync(Handshake.Size), out var handshake).ShouldBeTrue();
        return handshake;
    }

    public async Task<byte[]> HearAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().Soon();
        return bytes;
    }

    public async Task<PeerMessage> HearMessageAsync()
    {
        var length = await HearAsync(4);
        var body = await HearAsync(BinaryPrimitives.ReadInt32BigEndian(length));
        PeerCodec.TryDecode((byte[])[.. length, .. body], int.MaxValue, out var message, out _).ShouldBe(DecodeStatus.Message);
        return message;
    }

    /// <summary>Ends when a message of the kind has come; others are passed over.</summary>
    public async Task HearUntilAsync(PeerMessageKind kind)
    {
        while ((await HearMessageAsync()).Kind != kind)
        {
        }
    }

    /// <summary>The first of what comes; nothing when the other side ends the connection instead.</summary>
    public async Task<byte[]> HearSomeAsync()
    {
        var bytes = new byte[65_536];
        try
        {
            return bytes[..await stream.ReadAsync(bytes).Soon()];
        }
        catch (IOException broken)
        {
            WasReset = broken.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset };
            return [];
        }
    }

    /// <summary>All that comes until the other side has ended the connection, however.</summary>
    public async Task<byte[]> HearAllAsync()
    {
        List<byte> all = [];
        while (await HearSomeAsync() is { Length: > 0 } some)
        {
            all.AddRange(some);
        }

        return [.. all];
    }

    /// <summary>Ends when the other side has ended the connection, however.</summary>
    public Task HearTheEndAsync() => HearAllAsync();

    /// <summary>Has nothing more to say, and listens on.</summary>
    public void HangUp() => (stream as NetworkStream)?.Socket.Shutdown(SocketShutdown.Send);

    public static byte[] Bytes(in PeerMessage message)
    {
        var bytes = new byte[PeerCodec.MeasureOf(message)];
        PeerCodec.Encode(message, bytes);
        return bytes;
    }

    public void Dispose() => stream.Dispose();
}
