using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>Everybody is told of everything.</summary>
public sealed class EverythingOffer : IOffer
{
    public bool Shows(LinkFacts link, PieceIndex piece) => true;

    public bool AwaitsIntroduction(LinkFacts link) => false;

    public IReadOnlyList<Showing> Review(IReadOnlyCollection<LinkFacts> links, long now) => [];
}
