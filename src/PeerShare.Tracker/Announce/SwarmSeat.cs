using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Announce;

/// <summary>The right to be in a swarm: checked by whoever makes one.</summary>
/// <param name="Group">The group whose member the user is.</param>
/// <param name="Content">A file of the group.</param>
/// <param name="User">The user.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Departures">How many times of members are over in the group; null in an open one.</param>
internal sealed record SwarmSeat(EntityId Group, InfoHash Content, EntityId User, long Bytes, long? Departures = null);
