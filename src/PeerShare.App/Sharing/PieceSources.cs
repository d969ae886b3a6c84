using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Sharing;

/// <summary>How many pieces of a download came from whom: who sent the last block of each.</summary>
internal sealed class PieceSources : SwarmObserver
{
    private readonly Lock gate = new();
    private readonly Dictionary<IPEndPoint, int> pieces = [];

    /// <summary>By where the peer listens, as far as that is known. Any thread.</summary>
    public IReadOnlyList<(IPEndPoint Peer, int Pieces)> All
    {
        get
        {
            lock (gate)
            {
                return [.. pieces.Select(source => (source.Key, source.Value)).OrderByDescending(source => source.Value)];
            }
        }
    }

    public override void PieceReceived(LinkFacts? from, PieceIndex piece, int held)
    {
        if (from is not null)
        {
            lock (gate)
            {
                var peer = from.Listens ?? from.Card.Address;
                pieces[peer] = pieces.GetValueOrDefault(peer) + 1;
            }
        }
    }
}
