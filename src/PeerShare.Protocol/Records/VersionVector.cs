namespace PeerShare.Protocol.Records;

/// <summary>For every origin, the stamp up to which its records are known.</summary>
/// <param name="heads">By origin.</param>
public sealed class VersionVector(IReadOnlyDictionary<long, Stamp> heads)
{
    public static VersionVector Empty { get; } = new(new Dictionary<long, Stamp>());

    public IReadOnlyDictionary<long, Stamp> Heads => heads;

    /// <summary>The greatest of all; the least there can be when there is none.</summary>
    public Stamp Greatest => heads.Values.DefaultIfEmpty().Max();

    /// <summary>Of several stamps of one origin the greatest counts.</summary>
    public static VersionVector Of(IEnumerable<Stamp> heads)
    {
        var greatest = new Dictionary<long, Stamp>();
        foreach (var head in heads)
        {
            greatest[head.Origin] = greatest.TryGetValue(head.Origin, out var before) && before > head ? before : head;
        }

        return new VersionVector(greatest);
    }

    /// <summary>Reads what <see cref="ToString"/> writes; what is no stamp is passed over.</summary>
    /// <param name="text">Of anybody.</param>
    /// <param name="most">Words that are read.</param>
    public static VersionVector Read(string text, int most) => Of(text
        .Split(' ', most + 1, StringSplitOptions.RemoveEmptyEntries)
        .Take(most)
        .Select(word => Stamp.TryParse(word, out var stamp) ? stamp : default)
        .Where(stamp => stamp != default));

    /// <summary>Its stamps in their order, separated by spaces.</summary>
    public override string ToString() => string.Join(' ', heads.Values.Order());

    /// <summary>Of so many origins, those whose stamps are the latest.</summary>
    public VersionVector Latest(int most) => Of(heads.Values.OrderDescending().Take(most));

    public bool Covers(Stamp stamp) => heads.TryGetValue(stamp.Origin, out var head) && stamp <= head;

    /// <summary>Does this one know all that the other knows?</summary>
    public bool Covers(VersionVector other) => other.Heads.Values.All(Covers);

    /// <summary>What both know, each for itself.</summary>
    public VersionVector Common(VersionVector other) =>
        Of(heads.Values.Where(head => other.Heads.ContainsKey(head.Origin)).Select(head => Earlier(head, other.Heads[head.Origin])));

    /// <summary>What both know together.</summary>
    public VersionVector With(VersionVector other) => Of(heads.Values.Concat(other.Heads.Values));

    private static Stamp Earlier(Stamp one, Stamp other) => one < other ? one : other;
}
