using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>Carries a node's blocks out, one at a time, by turns over its links; without a rate all at once.</summary>
internal sealed class Uplink
{
    private readonly EventHeap heap;
    private readonly double rate;
    private readonly Action<LinkEnd, int> sent;
    private readonly Action finish;
    private readonly Queue<LinkEnd> turns = new();
    private readonly List<LinkEnd> untold = [];
    private (LinkEnd End, BlockRange Block, bool Wrong)? current;

    /// <param name="heap">Time.</param>
    /// <param name="rate">Bytes a second; 0 is no limit.</param>
    /// <param name="sent">Told how many blocks went out over a link.</param>
    public Uplink(EventHeap heap, double rate, Action<LinkEnd, int> sent)
    {
        (this.heap, this.rate, this.sent) = (heap, rate, sent);
        finish = Finish;
    }

    /// <summary>Blocks that went out.</summary>
    public long Blocks { get; private set; }

    /// <summary>Bytes that went out.</summary>
    public long Bytes { get; private set; }

    public void Upload(LinkEnd end, BlockRange block, bool wrong)
    {
        if (rate == 0)
        {
            Carry(end, block, wrong);
            TellLater(end);
            return;
        }

        end.Uploads.Enqueue((block, wrong));
        Queue(end);
        if (current is null)
        {
            StartNext();
        }
    }

    private void Queue(LinkEnd end)
    {
        if (!end.IsQueuedToUpload && end.Uploads.Count > 0)
        {
            end.IsQueuedToUpload = true;
            turns.Enqueue(end);
        }
    }

    private void StartNext()
    {
        while (turns.TryDequeue(out var end))
        {
            end.IsQueuedToUpload = false;
            if (end.Uploads.TryDequeue(out var upload))
            {
                current = (end, upload.Block, upload.Wrong);
                heap.In((long)(upload.Block.Length * 1e6 / rate), finish);
                return;
            }
        }
    }

    private void Finish()
    {
        var (end, block, wrong) = current!.Value;
        current = null;
        Carry(end, block, wrong);
        Queue(end);
        StartNext();
        if (end.IsOpen)
        {
            sent(end, 1);
        }
    }

    private void Carry(LinkEnd end, BlockRange block, bool wrong)
    {
        if (end.IsOpen)
        {
            Blocks++;
            Bytes += block.Length;
        }

        end.Send(PeerMessage.Block(block, default), wrong);
    }

    /// <summary>The swarm is in the middle of deciding: it is told afterwards, once for all blocks of a link.</summary>
    private void TellLater(LinkEnd end)
    {
        if (end.Sent++ > 0)
        {
            return;
        }

        untold.Add(end);
        if (untold.Count == 1)
        {
            heap.In(0, Tell);
        }
    }

    private void Tell()
    {
        var ends = untold.ToArray();
        untold.Clear();
        foreach (var end in ends)
        {
            var blocks = end.Sent;
            end.Sent = 0;
            if (end.IsOpen)
            {
                sent(end, blocks);
            }
        }
    }
}
