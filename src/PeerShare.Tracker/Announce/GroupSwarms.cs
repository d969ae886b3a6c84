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

    public void Drop(InfoHash content)
    {
        if (swarms.Remove(content, out var swarm))
        {
            swarm.Clear();
        }
    }

    /// <summary>Changes every swarm and drops those that are empty then.</summary>
    public void Change(Action<Swarm> change)
    {
        foreach (var (content, swarm) in swarms)
        {
            change(swarm);
            if (swarm.Count == 0)
            {
                swarms.Remove(content);
            }
        }
    }
}
