using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>Does what a swarm decides, over real links. Belongs to the swarm's loop; nothing here waits. What links are given to
/// send goes out with <see cref="Flush"/>, so that one send carries all that a few events led to.</summary>
internal sealed class SocketHost(PieceBuffers buffers, Action<IPEndPoint> dial) : ISwarmHost
{
    private readonly Dictionary<LinkId, PeerLink> links = [];
    private readonly List<PeerLink> touched = [];

    public void Add(PeerLink link) => links.Add(link.Id, link);

    public void Remove(PeerLink link) => links.Remove(link.Id);

    public void Flush()
    {
        foreach (var link in touched)
        {
            link.Touched = false;
            link.Flush();
        }

        touched.Clear();
    }

    /// <param name="now">Milliseconds.</param>
    public void Tick(long now)
    {
        foreach (var link in links.Values)
        {
            link.Tick(now);
        }
    }

    /// <summary>The swarm has decided what to do with memory that came free.</summary>
    public void MemoryWasOffered() => buffers.LeaveRest();

    public void Dial(IPEndPoint address) => dial(address);

    public void Drop(LinkId link, string reason)
    {
        if (links.TryGetValue(link, out var there))
        {
            there.Abort(reason);
        }
    }

    public void Send(LinkId link, in PeerMessage message)
    {
        if (links.TryGetValue(link, out var there))
        {
            there.Send(message);
            Touch(there);
        }
    }

    public bool Reserve(PieceIndex piece) => buffers.TryReserve(piece);

    public void Release(PieceIndex piece) => buffers.Release(piece);

    public void Request(LinkId link, BlockRange block)
    {
        if (links.TryGetValue(link, out var there))
        {
            // Noted first: the answer must never be there before the note.
            there.Requests.Add(block, buffers[block.Piece]);
            there.Send(PeerMessage.Request(block));
            Touch(there);
        }
    }

    public bool Cancel(LinkId link, BlockRange block, bool tell)
    {
        if (!links.TryGetValue(link, out var there))
        {
            return true;
        }

        var struck = there.Requests.Strike(block);
        if (struck && tell)
        {
            there.Send(PeerMessage.Cancel(block));
            Touch(there);
        }

        return struck;
    }

    public void Upload(LinkId link, BlockRange block)
    {
        if (links.TryGetValue(link, out var there))
        {
            there.Upload(block);
            Touch(there);
        }
    }

    public void Store(PieceIndex piece) => buffers.Store(piece);

    private void Touch(PeerLink link)
    {
        if (!link.Touched)
        {
            link.Touched = true;
            touched.Add(link);
        }
    }
}
