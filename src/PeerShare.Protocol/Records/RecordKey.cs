using System.Buffers.Binary;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Records;

/// <summary>Names a record: its kind and the ids that it is about, one behind the other.</summary>
public readonly struct RecordKey : IEquatable<RecordKey>
{
    /// <summary>Longest id, in bytes.</summary>
    public const int LongestId = 64;

    private const int StampSize = sizeof(long) + sizeof(int) + sizeof(long);

    private readonly byte[] id;

    /// <exception cref="ArgumentException">The id is empty or too long.</exception>
    public RecordKey(RecordKind kind, ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > LongestId)
        {
            throw new ArgumentException($"an id has 1 to {LongestId} bytes, not {id.Length}", nameof(id));
        }

        Kind = kind;
        this.id = id.ToArray();
    }

    public RecordKind Kind { get; }

    public ReadOnlySpan<byte> Id => id;

    /// <summary>Is the id of the length that this version of the program expects? Records of unknown kinds are kept, not read.</summary>
    public bool IsKnown => IsLengthOf(Kind, Id.Length);

    /// <summary>The first id: the user, group, file, session or request.</summary>
    public EntityId First => EntityId.Read(id);

    /// <summary>The second id: the user of a request, grant, end or share.</summary>
    public EntityId Second => EntityId.Read(id.AsSpan(EntityId.Size));

    /// <summary>The third id: the node of a share.</summary>
    public EntityId Third => EntityId.Read(id.AsSpan(2 * EntityId.Size));

    /// <summary>Which of a user's times in a group a grant or end is about, from 1.</summary>
    public int Epoch => BinaryPrimitives.ReadInt32BigEndian(id.AsSpan(2 * EntityId.Size));

    /// <summary>Does an id of this kind have so many bytes, as far as this version knows?</summary>
    public static bool IsLengthOf(RecordKind kind, int bytes) => bytes == kind switch
    {
        RecordKind.JoinRequest => 2 * EntityId.Size,
        RecordKind.Grant or RecordKind.End => 2 * EntityId.Size + sizeof(int),
        RecordKind.Share => 3 * EntityId.Size,
        RecordKind.AuditEntry => EntityId.Size + StampSize,
        > RecordKind.None and <= RecordKind.Answer => EntityId.Size,
        _ => -1,
    };

    public static RecordKey Of(RecordKind kind, EntityId id)
    {
        Span<byte> bytes = stackalloc byte[EntityId.Size];
        id.CopyTo(bytes);
        return new RecordKey(kind, bytes);
    }

    public static RecordKey JoinRequest(EntityId group, EntityId user)
    {
        Span<byte> bytes = stackalloc byte[2 * EntityId.Size];
        group.CopyTo(bytes);
        user.CopyTo(bytes[EntityId.Size..]);
        return new RecordKey(RecordKind.JoinRequest, bytes);
    }

    public static RecordKey Grant(EntityId group, EntityId user, int epoch) => OfMembership(RecordKind.Grant, group, user, epoch);

    public static RecordKey End(EntityId group, EntityId user, int epoch) => OfMembership(RecordKind.End, group, user, epoch);

    public static RecordKey Share(EntityId file, EntityId user, EntityId node)
    {
        Span<byte> bytes = stackalloc byte[3 * EntityId.Size];
        file.CopyTo(bytes);
        user.CopyTo(bytes[EntityId.Size..]);
        node.CopyTo(bytes[(2 * EntityId.Size)..]);
        return new RecordKey(RecordKind.Share, bytes);
    }

    /// <summary>Keys of a group's entries are in the order of their stamps.</summary>
    public static RecordKey AuditEntry(EntityId group, Stamp stamp)
    {
        Span<byte> bytes = stackalloc byte[EntityId.Size + StampSize];
        group.CopyTo(bytes);
        var place = bytes[EntityId.Size..];
        BinaryPrimitives.WriteInt64BigEndian(place, stamp.Millis);
        BinaryPrimitives.WriteInt32BigEndian(place[sizeof(long)..], stamp.Counter);

        // Any number may be an origin, and as bytes the negative ones must come first too.
        BinaryPrimitives.WriteInt64BigEndian(place[(sizeof(long) + sizeof(int))..], stamp.Origin ^ long.MinValue);
        return new RecordKey(RecordKind.AuditEntry, bytes);
    }

    public bool Equals(RecordKey other) => Kind == other.Kind && Id.SequenceEqual(other.Id);

    public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Kind);
        hash.AddBytes(Id);
        return hash.ToHashCode();
    }

    public override string ToString() => $"{Kind} {Convert.ToHexStringLower(Id)}";

    private static RecordKey OfMembership(RecordKind kind, EntityId group, EntityId user, int epoch)
    {
        Span<byte> bytes = stackalloc byte[2 * EntityId.Size + sizeof(int)];
        group.CopyTo(bytes);
        user.CopyTo(bytes[EntityId.Size..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[(2 * EntityId.Size)..], epoch);
        return new RecordKey(kind, bytes);
    }

    public static bool operator ==(RecordKey left, RecordKey right) => left.Equals(right);

    public static bool operator !=(RecordKey left, RecordKey right) => !left.Equals(right);
}
