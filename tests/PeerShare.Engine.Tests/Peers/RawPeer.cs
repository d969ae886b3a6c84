using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>The other side, played by hand over a real socket: says what it is told to, whether allowed or not.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    private readonly NetworkStream stream = new(socket, ownsSocket: true);

    public static PeerId Id { get; } = new("-XX0001-abcdefghijkl"u8);

    public static async Task<RawPeer> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        return new RawPeer(socket);
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

    /// <summary>Ends when the other side has ended the connection, however.</summary>
    public async Task HearTheEndAsync()
    {
        try
        {
            var rest = new byte[65_536];
            while (await stream.ReadAsync(rest).Soon() > 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    public static byte[] Bytes(in PeerMessage message)
    {
        var bytes = new byte[PeerCodec.MeasureOf(message)];
        PeerCodec.Encode(message, bytes);
        return bytes;
    }

    public void Dispose() => stream.Dispose();
}
