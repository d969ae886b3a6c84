using System.Buffers;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>Takes bytes off a connection, puts blocks where they belong and posts everything else, one event per run.</summary>
internal sealed class LinkReader(PeerLink link, LinkSetup setup, Stream source)
{
    /// <summary>Runs that may wait in the swarm's inbox before the link stops reading and TCP slows the peer.</summary>
    public const int MostRuns = 2;

    /// <summary>Longest extended message, in bytes: metadata come in 16 KiB, peer exchange in less.</summary>
    private const int LongestExtended = 128 * 1024;

    private const int RunLength = 128;
    private const int RunPayload = 128 * 1024;

    private readonly Wake room = new();
    private int posted;

    /// <returns>Why the link ended.</returns>
    public async Task<string> RunAsync(CancellationToken ended)
    {
        using var buffer = new ReceiveBuffer(source, LongestOf(setup.Layout));
        var limit = setup.Download;
        while (true)
        {
            var read = await buffer.FillAsync(limit?.Slice ?? int.MaxValue, ended).ConfigureAwait(false);
            if (read == 0)
            {
                return "the peer closed the connection";
            }

            link.Pulse.Heard();
            if (!await DeliverAsync(buffer, ended).ConfigureAwait(false))
            {
                return "the peer sent a malformed message";
            }

            if (limit is not null)
            {
                await limit.TakeAsync(read, ended).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The swarm has handled a run.</summary>
    public void Handled(SwarmEvent.Run run)
    {
        run.Messages.AsSpan(0, run.Count).Clear();
        ArrayPool<Received>.Shared.Return(run.Messages);
        if (Interlocked.Decrement(ref posted) >= MostRuns)
        {
            room.Set();
        }
    }

    /// <summary>The link has ended: wait for nobody.</summary>
    public void Release() => room.Set();

    private static int LongestOf(PieceLayout layout) =>
        Math.Max(LongestExtended, 1 + (layout.PieceCount + 7) / 8);

    private async ValueTask<bool> DeliverAsync(ReceiveBuffer buffer, CancellationToken ended)
    {
        DecodeStatus status;
        do
        {
            var run = ArrayPool<Received>.Shared.Rent(RunLength);
            status = Collect(buffer, run, out var count);
            if (count == 0)
            {
                ArrayPool<Received>.Shared.Return(run);
                continue;
            }

            if (Interlocked.Increment(ref posted) > MostRuns)
            {
                await room.WaitAsync().ConfigureAwait(false);
            }

            // Also when the link has ended meanwhile: blocks of the run are in their buffers, and a swarm that is not told of them
            // would ask others for them, in vain and without end.
            setup.Inbox.Post(new SwarmEvent.Run(link.Id, run, count), link);
            ended.ThrowIfCancellationRequested();
        }
        while (status == DecodeStatus.Message);

        return status != DecodeStatus.Malformed;
    }

    /// <returns><see cref="DecodeStatus.Message"/> when the run is full and there may be more.</returns>
    private DecodeStatus Collect(ReceiveBuffer buffer, Received[] run, out int count)
    {
        count = 0;
        var payload = 0;
        while (count < RunLength && payload < RunPayload)
        {
            var status = buffer.TryTake(out var message);
            if (status != DecodeStatus.Message)
            {
                return status;
            }

            switch (message.Kind)
            {
                case PeerMessageKind.Port or PeerMessageKind.Unknown:
                    // They mean nothing to the swarm, but it counts them.
                    run[count++] = new Received(message with { Payload = default });
                    break;
                case PeerMessageKind.Piece:
                    run[count++] = new Received(message with { Payload = default }, Place(message));
                    break;
                default:
                    payload += message.Payload.Length;
                    run[count++] = new Received(message with { Payload = message.Payload.ToArray() });
                    break;
            }
        }

        return DecodeStatus.Message;
    }

    private BlockFate Place(in PeerMessage message)
    {
        var fate = setup.Layout.TryBlock(message.Piece, message.Begin, message.Payload.Length, out var block)
            ? link.Requests.Fill(block, message.Payload.Span)
            : BlockFate.Unrequested;
        if (fate == BlockFate.Filled)
        {
            link.Pulse.Carried();
        }

        return fate;
    }
}
