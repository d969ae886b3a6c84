using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>Who a peer is. Anybody can say any peer id, and nobody can show another member's certificate.</summary>
/// <param name="Id">As in its handshake.</param>
/// <param name="Member">Whom its certificate names; null without one, or with one that no tracker of ours made.</param>
public readonly record struct PeerIdentity(PeerId Id, EntityId? Member = null)
{
    /// <summary>Where it comes from, where nothing but that tells it from others who say its id; else null.</summary>
    public IPAddress? Address { get; init; }
}
