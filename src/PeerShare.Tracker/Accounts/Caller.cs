using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Accounts;

/// <summary>Who asks, as their token says.</summary>
/// <param name="User">The user.</param>
/// <param name="Session">The session.</param>
/// <param name="Node">The node that the session runs on.</param>
/// <param name="Password">When the password was set that let them in: no clock has to agree with another that a later one ends the session.</param>
/// <param name="Expires">When it ends by itself, in milliseconds since 1970.</param>
internal sealed record Caller(EntityId User, EntityId Session, EntityId Node, Stamp Password, long Expires);
