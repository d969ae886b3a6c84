using System.Net;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>Who is online with one file of a group. Not for several threads at once.</summary>
/// <param name="all">Counts the peers of this swarm and all others.</param>
internal sealed class Swarm(PeerCounts all)
{
    /// <summary>Nodes of one user; one more takes the place of the one that was silent the longest.</summary>
    private const int MostOfUser = 16;

    private readonly List<SwarmPeer> peers = [];
    private readonly Dictionary<(EntityId User, PeerId Peer), SwarmPeer> byName = [];
    private int complete;
    private int downloaded;

    public int Count => peers.Count;

    public SwarmCounts Counts => new(complete, peers.Count - complete, downloaded);

    /// <summary>Members with at least one verified piece.</summary>
    public int Sources => peers.Count switch
    {
        0 => 0,
        1 => peers[0].IsSource ? 1 : 0,
        _ => peers.Where(peer => peer.IsSource).Select(peer => peer.User).Distinct().Count(),
    };

    public bool Has(EntityId user, PeerId peer) => byName.ContainsKey((user, peer));

    /// <summary>Notes an announce that is no goodbye.</summary>
    public SwarmPeer Put(EntityId user, AnnounceRequest request, IPEndPoint place, bool isSource, long now)
    {
        var name = (user, request.PeerId);
        if (!byName.TryGetValue(name, out var peer))
        {
            MakeRoom(user, place);
            Add(peer = new SwarmPeer(user, request.PeerId));
        }

        downloaded += request.Event == AnnounceEvent.Completed && !peer.IsComplete ? 1 : 0;
        Mark(peer, request.Left == 0, isSource, now);
        peer.Place(place);
        return peer;
    }

    /// <summary>Takes in what another tracker knows of a peer, unless more is known here.</summary>
    /// <param name="sighting">What it knows.</param>
    /// <param name="seen">When the peer announced, as a time stamp of our clock.</param>
    public void Merge(Sighting sighting, long seen)
    {
        var name = (sighting.User, sighting.Peer);
        var known = byName.GetValueOrDefault(name);
        if (known is not null && known.Stamp >= sighting.Stamp)
        {
            return;
        }

        if (known is not null)
        {
            RemoveAll(other => other == known);
        }

        if (!sighting.IsGone)
        {
            var peer = new SwarmPeer(sighting.User, sighting.Peer) { Stamp = sighting.Stamp };
            sighting.Places.ToList().ForEach(place => MakeRoom(sighting.User, place));
            Add(peer);
            Mark(peer, sighting.IsComplete, sighting.IsSource, seen);
            sighting.Places.ToList().ForEach(peer.Place);
        }
    }

    /// <summary>What is known of everybody.</summary>
    public IEnumerable<Sighting> Sightings(EntityId group, InfoHash content) => peers.Select(peer => Sighting.Of(group, content, peer));

    /// <summary>Notes a goodbye. A late one, of a life of the node that another has followed, is of a peer that is no longer here,
    /// or is somewhere else.</summary>
    /// <returns>Who is gone.</returns>
    public SwarmPeer? Remove(EntityId user, PeerId id, IPEndPoint place)
    {
        if (!byName.TryGetValue((user, id), out var peer) || !peer.IsAt(place))
        {
            return null;
        }

        RemoveAll(other => other == peer);
        return peer;
    }

    public void RemoveUser(EntityId user) => RemoveAll(peer => peer.User == user);

    public void RemoveSilent(long before) => RemoveAll(peer => peer.Seen < before);

    public void Clear() => RemoveAll(_ => true);

    /// <summary>Adds where others are to be reached, beginning with a peer chosen by chance, until that is as much as is wanted.</summary>
    public void AddOthers(EntityId user, PeerId self, in Vantage vantage, int wanted, Random random, List<IPEndPoint> places)
    {
        var start = peers.Count == 0 ? 0 : random.Next(peers.Count);
        for (var step = 0; step < peers.Count && places.Count < wanted; step++)
        {
            var peer = peers[(start + step) % peers.Count];
            if (peer.User != user || peer.Id != self)
            {
                peer.AddPlacesFor(vantage, places);
            }
        }
    }

    private void Add(SwarmPeer peer)
    {
        byName.Add((peer.User, peer.Id), peer);
        peers.Add(peer);
        all.Add(peer.User, 1);
    }

    private void Mark(SwarmPeer peer, bool isComplete, bool isSource, long seen)
    {
        complete += (isComplete ? 1 : 0) - (peer.IsComplete ? 1 : 0);
        peer.IsComplete = isComplete;
        peer.IsSource = isSource;
        peer.Seen = seen;
    }

    /// <summary>A place belongs to the node that announced from it last: whoever was there before has ended without a goodbye.</summary>
    private void MakeRoom(EntityId user, IPEndPoint place)
    {
        RemoveAll(peer => peer.User == user && peer.IsAt(place));
        var own = peers.Where(peer => peer.User == user).ToList();
        if (own.Count >= MostOfUser)
        {
            var silent = own.MinBy(peer => peer.Seen)!;
            RemoveAll(peer => peer == silent);
        }
    }

    private void RemoveAll(Func<SwarmPeer, bool> isGone)
    {
        for (var index = peers.Count - 1; index >= 0; index--)
        {
            var peer = peers[index];
            if (isGone(peer))
            {
                peers[index] = peers[^1];
                peers.RemoveAt(peers.Count - 1);
                byName.Remove((peer.User, peer.Id));
                all.Add(peer.User, -1);
                complete -= peer.IsComplete ? 1 : 0;
            }
        }
    }
}
