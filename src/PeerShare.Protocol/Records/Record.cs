namespace PeerShare.Protocol.Records;

/// <summary>The unit of everything durable: one version of what is known under a key. Immutable.</summary>
/// <param name="Key">What it is about.</param>
/// <param name="Body">JSON, one of <see cref="RecordBody"/>'s kinds; members that this version does not know are kept.</param>
/// <param name="Stamp">When and where it was written.</param>
/// <param name="Deleted">A tombstone.</param>
public sealed record Record(RecordKey Key, ReadOnlyMemory<byte> Body, Stamp Stamp, bool Deleted)
{
    /// <summary>The body of a tombstone that has nothing to say.</summary>
    public static ReadOnlyMemory<byte> EmptyBody { get; } = "{}"u8.ToArray();

    /// <summary>Stands for a key of which nothing is kept, no tombstone either.</summary>
    public static Record Nothing(RecordKey key) => new(key, EmptyBody, default, Deleted: true);

    /// <summary>Of a tombstone: does its body say what was deleted?</summary>
    public bool TellsWhatItWas => Tells(Body.Span);

    /// <summary>Does a tombstone's body say what was deleted?</summary>
    public static bool Tells(ReadOnlySpan<byte> body) => !body.SequenceEqual(EmptyBody.Span);

    /// <summary>Does this version replace the other? The greater stamp wins; versions with one stamp, which no sound tracker makes,
    /// are ordered by content, so that every tracker chooses the same.</summary>
    public bool Beats(Record other)
    {
        var order = Stamp.CompareTo(other.Stamp);
        order = order != 0 ? order : Deleted.CompareTo(other.Deleted);
        return (order != 0 ? order : Body.Span.SequenceCompareTo(other.Body.Span)) > 0;
    }

    public bool Equals(Record? other) =>
        other is not null && Key == other.Key && Stamp == other.Stamp && Deleted == other.Deleted && Body.Span.SequenceEqual(other.Body.Span);

    public override int GetHashCode() => HashCode.Combine(Key, Stamp, Deleted);
}
