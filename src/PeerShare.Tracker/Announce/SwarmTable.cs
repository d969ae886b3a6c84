using System.Collections.Concurrent;
using System.Net;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>Who is online with which file: soft state, in memory, cut by groups, which do not wait for each other. Who does not
/// announce again is forgotten.</summary>
/// <param name="lifetime">How long a peer may be silent.</param>
/// <param name="time">The clock.</param>
/// <param name="seed">Of the chance that chooses which peers are told.</param>
internal sealed class SwarmTable(TimeSpan lifetime, TimeProvider time, int seed)
{
    private readonly ConcurrentDictionary<EntityId, GroupSwarms> groups = [];
    private readonly PeerCounts counts = new();

    /// <summary>Most peers of all swarms; about 600 MB of memory.</summary>
    public int MostPeers { get; init; } = 2_000_000;

    /// <summary>Most peers of one user in all swarms: some nodes with thousands of files each.</summary>
    public int MostOfUser { get; init; } = 50_000;

    /// <summary>Told of every announce while there is a mirror that listens; quickly, from any thread.</summary>
    public Action<Sighting>? Heard { get; set; }

    /// <summary>Peers of all swarms.</summary>
    public int Count => counts.All;

    /// <summary>Notes an announce, and adds to <paramref name="places"/> where others are reached.</summary>
    /// <returns>False when there is no room for one more peer, or for one more of the user's.</returns>
    public bool TryAnnounce(SwarmSeat seat, AnnounceRequest request, in Vantage vantage, int wanted, List<IPEndPoint> places, out SwarmCounts seen)
    {
        var own = groups.GetOrAdd(seat.Group, group => new GroupSwarms(new Random(HashCode.Combine(seed, group))));
        lock (own)
        {
            var swarm = own.Find(seat.Content) ?? new Swarm(counts);
            var place = vantage.PlaceOf(request.Ip, request.Port);
            if (request.Event == AnnounceEvent.Stopped)
            {
                Tell(seat, swarm.Remove(seat.User, request.PeerId, place), isGone: true);
            }
            else if (HasRoom(swarm, seat.User, request.PeerId))
            {
                Tell(seat, swarm.Put(seat.User, request, place, request.Left == 0 || request.Left < seat.Bytes, time.GetTimestamp()), isGone: false);
                own.Keep(seat.Content, swarm);
                swarm.AddOthers(seat.User, request.PeerId, vantage, wanted, own.Random, places);
            }
            else
            {
                seen = default;
                return false;
            }

            seen = swarm.Counts;
            return true;
        }
    }

    /// <summary>Takes in what another tracker knows.</summary>
    public void Merge(Sighting sighting, TimeSpan age)
    {
        if (age > lifetime)
        {
            return;
        }

        var own = groups.GetOrAdd(sighting.Group, group => new GroupSwarms(new Random(HashCode.Combine(seed, group))));
        lock (own)
        {
            var swarm = own.Find(sighting.Content) ?? new Swarm(counts);
            if (HasRoom(swarm, sighting.User, sighting.Peer))
            {
                swarm.Merge(sighting, time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency));
                own.Keep(sighting.Content, swarm);
            }
        }
    }

    /// <summary>Everybody who is online, group by group.</summary>
    public IEnumerable<IReadOnlyList<Sighting>> Sightings()
    {
        foreach (var (group, own) in groups)
        {
            yield return SightingsOf(group, own);
        }
    }

    public SwarmCounts CountsOf(EntityId group, InfoHash content) => Look(group, content, swarm => swarm.Counts);

    /// <summary>Members with at least one verified piece.</summary>
    public int SourcesOf(EntityId group, InfoHash content) => Look(group, content, swarm => swarm.Sources);

    /// <summary>A user is a member no more.</summary>
    public void RemoveUser(EntityId group, EntityId user) => Change(group, swarm => swarm.RemoveUser(user));

    /// <summary>A file is no more.</summary>
    public void RemoveFile(EntityId group, InfoHash content)
    {
        if (groups.TryGetValue(group, out var own))
        {
            lock (own)
            {
                own.Drop(content);
            }
        }
    }

    /// <summary>Forgets who has been silent for too long.</summary>
    public void Sweep()
    {
        var oldest = time.GetTimestamp() - (long)(lifetime.TotalSeconds * time.TimestampFrequency);
        foreach (var group in groups.Keys)
        {
            Change(group, swarm => swarm.RemoveSilent(oldest));
        }
    }

    /// <summary>Not in the iterator: who reads it may be a mirror that is slow, and goes on in another thread.</summary>
    private static List<Sighting> SightingsOf(EntityId group, GroupSwarms own)
    {
        lock (own)
        {
            return [.. own.Sightings(group)];
        }
    }

    private bool HasRoom(Swarm swarm, EntityId user, PeerId peer) =>
        swarm.Has(user, peer) || (counts.All < MostPeers && counts.Of(user) < MostOfUser);

    private void Tell(SwarmSeat seat, SwarmPeer? peer, bool isGone)
    {
        if (peer is not null)
        {
            peer.Stamp = Math.Max(peer.Stamp + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
            Heard?.Invoke(Sighting.Of(seat.Group, seat.Content, peer, isGone));
        }
    }

    /// <returns>What <paramref name="question"/> says of the swarm; nothing when there is none.</returns>
    private T? Look<T>(EntityId group, InfoHash content, Func<Swarm, T> question)
    {
        if (!groups.TryGetValue(group, out var own))
        {
            return default;
        }

        lock (own)
        {
            return own.Find(content) is { } swarm ? question(swarm) : default;
        }
    }

    private void Change(EntityId group, Action<Swarm> change)
    {
        if (groups.TryGetValue(group, out var own))
        {
            lock (own)
            {
                own.Change(change);
            }
        }
    }
}
