using PeerShare.Engine.Swarms;

namespace PeerShare.Engine.Peers;

/// <summary>An event on its way to a swarm, and the link that it came from.</summary>
internal readonly record struct Delivery(SwarmEvent Event, PeerLink? Link);
