using System.Globalization;
using System.Text.Json.Serialization;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Records;

/// <summary>When and where a record was written, by a hybrid logical clock. Stamps are totally ordered, and the greater wins.</summary>
/// <param name="Millis">Milliseconds since 1970, of the clock or of what was seen, whichever is later.</param>
/// <param name="Counter">Tells stamps of one millisecond apart.</param>
/// <param name="Origin">The run of a tracker that wrote it: random, fresh at every start.</param>
[JsonConverter(typeof(StampConverter))]
public readonly record struct Stamp(long Millis, int Counter, long Origin) : IComparable<Stamp>
{
    public int CompareTo(Stamp other) => (Millis, Counter, Origin).CompareTo((other.Millis, other.Counter, other.Origin));

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Stamp stamp)
    {
        stamp = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '-') != 3
            || !long.TryParse(text[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var millis)
            || !int.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var counter)
            || !long.TryParse(text[parts[2]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var origin))
        {
            return false;
        }

        stamp = new Stamp(millis, counter, origin);
        return true;
    }

    /// <summary>Milliseconds, counter and origin, such as <c>1795132800000-0-7f3a09b2c4d5e6f1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Millis}-{Counter}-{Origin:x16}");

    public static bool operator <(Stamp left, Stamp right) => left.CompareTo(right) < 0;

    public static bool operator >(Stamp left, Stamp right) => left.CompareTo(right) > 0;

    public static bool operator <=(Stamp left, Stamp right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Stamp left, Stamp right) => left.CompareTo(right) >= 0;
}

internal sealed class StampConverter : TextConverter<Stamp>
{
    protected override bool TryParse(ReadOnlySpan<char> text, out Stamp value) => Stamp.TryParse(text, out value);
}
