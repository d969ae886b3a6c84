namespace PeerShare.Protocol.Records;

/// <summary>For every origin, the stamp up to which its records are known.</summary>
/// <param name="heads">By origin.</param>
public sealed class VersionVector(IReadOnlyDictionary<long, Stamp> heads)
{
    public static VersionVector Empty { get; } = new(new Dictionary<long, Stamp>());

    public IReadOnlyDictionary<long, Stamp> Heads => heads;

    public static VersionVector Of(IEnumerable<Stamp> heads) => new(heads.GroupBy(head => head.Origin).ToDictionary(own => own.Key, own => own.Max()));

    public bool Covers(Stamp stamp) => heads.TryGetValue(stamp.Origin, out var head) && stamp <= head;

    /// <summary>What both know together.</summary>
    public VersionVector With(VersionVector other) => Of(heads.Values.Concat(other.Heads.Values));
}
