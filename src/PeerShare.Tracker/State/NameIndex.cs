using System.Runtime.InteropServices;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.State;

/// <summary>From names to who holds them. Of several who claim one name, which happens when trackers were cut off from each other, the
/// earliest is shown under the bare name, the others with a mark made of their id: <c>alice~k3f9</c>. Depends on nothing but the
/// claims that are in it.</summary>
/// <param name="markBeforeExtension">For files: <c>name~k3f9.ext</c>.</param>
internal sealed class NameIndex<T>(bool markBeforeExtension = false)
    where T : class, IClaimant
{
    private const int ShortestMark = 4;
    private const int BitsPerLetter = 5;
    private const int LongestMark = 128 / BitsPerLetter;

    /// <summary>Without those that look like others.</summary>
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    private readonly Dictionary<string, Few<T>> claimants = new(StringComparer.Ordinal);

    /// <summary>One for each name that was claimed.</summary>
    public int Count => claimants.Count;

    public IEnumerable<T> All => claimants.Values.SelectMany(claims => claims);

    public void Add(T claimant)
    {
        var key = NameRules.KeyOf(claimant.Name);
        ref var claims = ref CollectionsMarshal.GetValueRefOrAddDefault(claimants, key, out var isClaimed);
        claims = isClaimed ? Few<T>.Of(claims.With(claimant).OrderBy(one => (one.Claimed, one.Id))) : claims.With(claimant);
    }

    /// <summary>Takes out a claimant, whose name is still the one under which it was added.</summary>
    public void Remove(T claimant)
    {
        var key = NameRules.KeyOf(claimant.Name);
        var others = claimants[key].Without(claimant);
        if (others.Count == 0)
        {
            claimants.Remove(key);
        }
        else
        {
            claimants[key] = others;
        }
    }

    /// <summary>All who claim a name, the earliest first.</summary>
    public Few<T> Claimants(string name) => claimants.GetValueOrDefault(NameRules.KeyOf(name));

    /// <summary>Who is shown under a name, with a mark or without.</summary>
    public T? Find(string shown)
    {
        var mark = shown.LastIndexOf(NameRules.Mark);
        if (mark < 0)
        {
            return Claimants(shown) is [var first, ..] ? first : null;
        }

        var end = markBeforeExtension && shown.IndexOf('.', mark) is > 0 and var dot ? dot : shown.Length;
        return Claimants(shown[..mark] + shown[end..]).FirstOrDefault(one => ShownName(one) == shown);
    }

    /// <summary>The name under which a claimant that is in here is shown.</summary>
    public string ShownName(T claimant)
    {
        var claims = Claimants(claimant.Name);
        if (claims is [_] || claims[0] == claimant)
        {
            return claimant.Name;
        }

        var length = ShortestMark;
        while (length < LongestMark && claims.Skip(1).Select(one => MarkOf(one.Id, length)).Distinct().Count() < claims.Count - 1)
        {
            length++;
        }

        var dot = markBeforeExtension && claimant.Name.LastIndexOf('.') is > 0 and var last ? last : claimant.Name.Length;
        return $"{claimant.Name[..dot]}{NameRules.Mark}{MarkOf(claimant.Id, length)}{claimant.Name[dot..]}";
    }

    private static string MarkOf(EntityId id, int length) => string.Create(length, id.Value, static (mark, bits) =>
    {
        for (var letter = 0; letter < mark.Length; letter++)
        {
            mark[letter] = Letters[(int)(bits >> (128 - BitsPerLetter * (letter + 1))) & (Letters.Length - 1)];
        }
    });
}
