using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>Asks for the metadata, a few pieces at a time, and puts them together. Memory grows with what has arrived, not with
/// what the peer says there is.</summary>
internal sealed class MetadataConversation(Stream peer) : IDisposable
{
    private const byte OurId = 1;
    private const int Ahead = 8;
    private const int LongestFrame = 1 + (PieceLayout.MostPieces / 8);

    private readonly ReceiveBuffer received = new(peer, LongestFrame);
    private readonly MemoryStream metadata = new();
    private byte theirId;
    private int size;
    private int asked;

    /// <returns>The bytes, not checked.</returns>
    /// <exception cref="IOException">The peer does not give them; the message says why.</exception>
    public async Task<byte[]> RunAsync(CancellationToken deadline)
    {
        var ours = new ExtensionHandshake { Ids = new Dictionary<string, byte> { [MetadataMessage.Name] = OurId } };
        await SendAsync(0, ours.Encode(), deadline).ConfigureAwait(false);
        while (size == 0 || metadata.Length < size)
        {
            await AskAsync(deadline).ConfigureAwait(false);
            Take(await NextAsync(deadline).ConfigureAwait(false));
        }

        return metadata.ToArray();
    }

    public void Dispose()
    {
        received.Dispose();
        metadata.Dispose();
    }

    private async Task AskAsync(CancellationToken deadline)
    {
        var arrived = (int)(metadata.Length / MetadataMessage.PieceSize);
        for (; asked < Math.Min(arrived + Ahead, MetadataMessage.PiecesOf(size)); asked++)
        {
            await SendAsync(theirId, new MetadataMessage(MetadataKind.Request, asked).Encode(), deadline).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(byte id, byte[] payload, CancellationToken deadline)
    {
        var message = PeerMessage.Extended(id, payload);
        var bytes = new byte[PeerCodec.MeasureOf(message)];
        PeerCodec.Encode(message, bytes);
        await peer.WriteAsync(bytes, deadline).ConfigureAwait(false);
    }

    private async Task<PeerMessage> NextAsync(CancellationToken deadline)
    {
        PeerMessage message;
        DecodeStatus status;
        while ((status = received.TryTake(out message)) == DecodeStatus.NeedMore)
        {
            if (await received.FillAsync(int.MaxValue, deadline).ConfigureAwait(false) == 0)
            {
                throw new IOException("it closed the connection");
            }
        }

        return status == DecodeStatus.Message ? message : throw new IOException("it sent a malformed message");
    }

    private void Take(in PeerMessage message)
    {
        if (message.Kind != PeerMessageKind.Extended)
        {
            return;
        }

        if (message.ExtensionId == 0)
        {
            Introduced(message.Payload.Span);
        }
        else if (message.ExtensionId == OurId && MetadataMessage.TryRead(message.Payload, out var answer))
        {
            Answered(answer);
        }
    }

    private void Introduced(ReadOnlySpan<byte> payload)
    {
        // A later handshake only adds (BEP 10); what we needed we have.
        if (size > 0)
        {
            return;
        }

        if (!ExtensionHandshake.TryRead(payload, out var theirs)
            || theirs.Ids.GetValueOrDefault(MetadataMessage.Name) is not (> 0 and var id)
            || theirs.MetadataSize is not { } length)
        {
            throw new IOException("it does not give metadata");
        }

        (theirId, size) = (id, length);
    }

    private void Answered(MetadataMessage answer)
    {
        if (answer.Kind == MetadataKind.Reject)
        {
            throw new IOException("it refused to give its metadata");
        }

        if (answer.Kind == MetadataKind.Data)
        {
            if (answer.TotalSize != size || answer.Piece != metadata.Length / MetadataMessage.PieceSize)
            {
                throw new IOException("it sent metadata that were not asked for");
            }

            metadata.Write(answer.Data.Span);
        }
    }
}
