namespace PeerShare.Engine.Policies;

/// <summary>Decides who may fetch from us.</summary>
public interface IChokePolicy
{
    /// <summary>Milliseconds between two full reviews.</summary>
    int ReviewEvery { get; }

    /// <summary>The links whose requests we answer until the next review.</summary>
    /// <param name="links">All links.</param>
    /// <param name="seeding">We hold everything.</param>
    /// <param name="rotate">A full review; else somebody came, left or changed interest, and only free places are given.</param>
    /// <param name="now">Milliseconds.</param>
    IReadOnlySet<LinkId> Open(IReadOnlyCollection<LinkFacts> links, bool seeding, bool rotate, long now);
}
