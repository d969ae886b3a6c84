using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>What a tracker tells its mirrors of one peer of a swarm.</summary>
/// <param name="Group">The group.</param>
/// <param name="Content">The file.</param>
/// <param name="User">The member.</param>
/// <param name="Peer">The node, by the name that it gave itself.</param>
/// <param name="Places">Where it is reached.</param>
/// <param name="IsComplete">It has everything.</param>
/// <param name="IsSource">It has a verified piece.</param>
/// <param name="IsGone">It said goodbye.</param>
/// <param name="Stamp">The greater one counts, so that a late goodbye cannot remove a peer that has come again.</param>
/// <param name="Seen">When it announced, as a time stamp of the telling tracker's clock.</param>
internal sealed record Sighting(
    EntityId Group, InfoHash Content, EntityId User, PeerId Peer, IPEndPoint[] Places, bool IsComplete, bool IsSource, bool IsGone, long Stamp, long Seen)
{
    public static Sighting Of(EntityId group, InfoHash content, SwarmPeer peer, bool isGone = false) => new(
        group, content, peer.User, peer.Id, peer.Places, peer.IsComplete, peer.IsSource, isGone, peer.Stamp, peer.Seen);
}
