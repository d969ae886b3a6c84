using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Announce;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Tells mirrors who is online: at first everybody, then in batches who has announced here. Of a peer that announces several
/// times between two batches the last counts. Best effort: who announces again is told of again.</summary>
internal sealed class PeerFeeds
{
    /// <summary>An announce is visible at a mirror after this and a little more.</summary>
    public static readonly TimeSpan BatchEvery = TimeSpan.FromMilliseconds(500);

    private const int LargestBatch = 1_000;

    /// <summary>A mirror that reads too slowly loses what is beyond; it hears of it with the next announces.</summary>
    private const int MostWaiting = 500_000;

    private readonly SwarmTable swarms;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<Feed, bool> feeds = [];

    public PeerFeeds(SwarmTable swarms, TimeProvider time)
    {
        this.swarms = swarms;
        this.time = time;
        swarms.Heard = Hear;
    }

    /// <summary>Batches for one mirror, an empty one as a sign of life, until it is stopped.</summary>
    public async IAsyncEnumerable<OnlinePeer[]> FollowAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        var feed = new Feed();
        feeds.TryAdd(feed, true);
        try
        {
            foreach (var batch in swarms.Sightings().SelectMany(group => group.Chunk(LargestBatch)))
            {
                yield return [.. batch.Select(ToContract)];
            }

            // The first batch that is empty says that everybody has been told of.
            yield return [];
            while (true)
            {
                await Task.Delay(BatchEvery, time, stopping);
                foreach (var batch in feed.Take().Chunk(LargestBatch).DefaultIfEmpty([]))
                {
                    yield return [.. batch.Select(ToContract)];
                }
            }
        }
        finally
        {
            feeds.TryRemove(feed, out _);
        }
    }

    private void Hear(Sighting sighting)
    {
        foreach (var feed in feeds.Keys)
        {
            feed.Put(sighting);
        }
    }

    private OnlinePeer ToContract(Sighting sighting) => new(
        sighting.Group.ToString(),
        sighting.Content.ToString(),
        sighting.User.ToString(),
        sighting.Peer.ToArray(),
        [.. sighting.Places.Select(place => place.ToString())],
        sighting.IsComplete,
        sighting.IsSource,
        sighting.IsGone,
        sighting.Stamp,
        (long)time.GetElapsedTime(sighting.Seen).TotalMilliseconds);

    private sealed class Feed
    {
        private ConcurrentDictionary<(EntityId Group, InfoHash Content, EntityId User, PeerId Peer), Sighting> waiting = [];

        public void Put(Sighting sighting)
        {
            var own = Volatile.Read(ref waiting);
            if (own.Count < MostWaiting)
            {
                own[(sighting.Group, sighting.Content, sighting.User, sighting.Peer)] = sighting;
            }
        }

        public IEnumerable<Sighting> Take() => Interlocked.Exchange(ref waiting, []).Values;
    }
}
