using System.Buffers.Binary;
using System.Net.Sockets;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>A peer that greets as it should, claims to have every chunk, and answers every request with other bytes.</summary>
internal sealed class Liar(int chunks, int port, string next)
{
    private static readonly PeerId Id = new("-XX0001-lying-is-fun"u8);

    private int lies;

    /// <summary>Blocks of nonsense sent so far.</summary>
    public int Lies => Volatile.Read(ref lies);

    public async Task BehaveAsync(NetworkStream stream, CancellationToken stopping)
    {
        var greeting = new byte[Handshake.Size];
        await stream.ReadExactlyAsync(greeting, stopping);
        Handshake.TryRead(greeting, out var visitor).ShouldBeTrue();
        new Handshake(visitor.InfoHash, Id, Fast: true, Extended: true).Write(greeting);
        await stream.WriteAsync(greeting, stopping);
        await SayAsync(stream, PeerMessage.Bitfield(Bitfield.Full(chunks)), stopping);
        await SayAsync(stream, PeerMessage.Extended(0, new ExtensionHandshake { Port = port, Next = next }.Encode()), stopping);
        await SayAsync(stream, PeerMessage.Unchoke, stopping);
        while (true)
        {
            var message = await HearAsync(stream, stopping);
            if (message.Kind == PeerMessageKind.Request)
            {
                Interlocked.Increment(ref lies);
                var nonsense = new byte[message.Length];
                await SayAsync(stream, message with { Kind = PeerMessageKind.Piece, Payload = nonsense }, stopping);
            }
        }
    }

    private static async Task<PeerMessage> HearAsync(NetworkStream stream, CancellationToken stopping)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, stopping);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(body, stopping);
        PeerCodec.TryDecode((byte[])[.. length, .. body], int.MaxValue, out var message, out _).ShouldBe(DecodeStatus.Message);
        return message;
    }

    private static async Task SayAsync(NetworkStream stream, PeerMessage message, CancellationToken stopping)
    {
        var bytes = new byte[PeerCodec.MeasureOf(message)];
        PeerCodec.Encode(message, bytes);
        await stream.WriteAsync(bytes, stopping);
    }
}
