namespace PeerShare.Protocol.Values;

/// <summary>A piece that exists: made only by <see cref="PieceLayout"/>, which has checked the number.</summary>
public readonly record struct PieceIndex : IComparable<PieceIndex>
{
    internal PieceIndex(int value) => Value = value;

    /// <summary>From 0 to the number of pieces less one.</summary>
    public int Value { get; }

    public int CompareTo(PieceIndex other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static implicit operator int(PieceIndex piece) => piece.Value;

    public static bool operator <(PieceIndex left, PieceIndex right) => left.Value < right.Value;

    public static bool operator >(PieceIndex left, PieceIndex right) => left.Value > right.Value;

    public static bool operator <=(PieceIndex left, PieceIndex right) => left.Value <= right.Value;

    public static bool operator >=(PieceIndex left, PieceIndex right) => left.Value >= right.Value;
}
