using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>Who a peer is. Anybody can say any peer id, and nobody can show another member's certificate.</summary>
/// <param name="Id">As in its handshake.</param>
/// <param name="Member">Whom its certificate names; null without one, or with one that no tracker of ours made.</param>
public readonly record struct PeerIdentity(PeerId Id, EntityId? Member = null)
{
    /// <summary>Who answers for what comes: the member, who cannot come back as somebody else, whatever the id; without one the id.</summary>
    public PeerIdentity Liable => Member is null ? this : this with { Id = default };
}
