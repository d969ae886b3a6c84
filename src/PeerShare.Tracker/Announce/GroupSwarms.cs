using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>The swarms of one group; its owner locks it.</summary>
internal sealed class GroupSwarms(Random random)
{
    private readonly Dictionary<InfoHash, Swarm> swarms = [];

    public Random Random => random;

    public Swarm? Find(InfoHash content) => swarms.GetValueOrDefault(content);

    public void Keep(InfoHash content, Swarm swarm) => swarms[content] = swarm;

    public IEnumerable<Sighting> Sightings(EntityId group) => swarms.SelectMany(swarm => swarm.Value.Sightings(group, swarm.Key));

    public void Drop(InfoHash content) => swarms.Remove(content);

    /// <summary>Changes every swarm and drops those that are empty then.</summary>
    /// <returns>By how many peers there are more now.</returns>
    public int Change(Action<Swarm> change)
    {
        var before = swarms.Values.Sum(swarm => swarm.Count);
        foreach (var (content, swarm) in swarms)
        {
            change(swarm);
            if (swarm.Count == 0)
            {
                swarms.Remove(content);
            }
        }

        return swarms.Values.Sum(swarm => swarm.Count) - before;
    }
}
