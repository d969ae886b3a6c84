using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>What is known of a peer when its link is up.</summary>
/// <param name="Id">As in its handshake.</param>
/// <param name="Address">The far end of the connection; for an accepted link the port is not where the peer listens.</param>
/// <param name="Dialled">We made the connection.</param>
/// <param name="Fast">Both sides speak the fast extension (BEP 6).</param>
/// <param name="Extended">Both sides speak the extension protocol (BEP 10).</param>
public sealed record PeerCard(PeerId Id, IPEndPoint Address, bool Dialled, bool Fast, bool Extended)
{
    /// <summary>Whom its certificate names; null without one, or with one that no tracker of ours made.</summary>
    public EntityId? Member { get; init; }

    /// <summary>Who answers for what comes over the link: the member, who cannot come back as somebody else, whatever the id; without one the id at its
    /// address, so that nobody is blamed for what is sent in his name from elsewhere.</summary>
    public PeerIdentity Liable => Member is null ? new PeerIdentity(Id) { Address = Address.Address } : new PeerIdentity(default, Member);
}
