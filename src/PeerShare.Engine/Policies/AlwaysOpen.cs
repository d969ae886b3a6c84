namespace PeerShare.Engine.Policies;

/// <summary>Everybody may fetch, always: the ring.</summary>
public sealed class AlwaysOpen : IChokePolicy
{
    public int ReviewEvery => 10_000;

    public IReadOnlySet<LinkId> Open(IReadOnlyCollection<LinkFacts> links, bool seeding, bool rotate, long now) =>
        links.Select(link => link.Id).ToHashSet();
}
