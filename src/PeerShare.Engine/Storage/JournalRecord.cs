using System.Buffers.Binary;
using System.Numerics;

namespace PeerShare.Engine.Storage;

/// <summary>What a piece journal notes, one after the other. Little-endian; the last four bytes are the CRC-32C of the rest,
/// so a record that was torn is not taken for one.</summary>
internal abstract record JournalRecord
{
    /// <summary>Bytes of the longest record.</summary>
    public const int LongestLength = FinishedLength;

    /// <summary>Bytes of a <see cref="Stored"/> record.</summary>
    public const int StoredLength = 17;

    private const int SyncedLength = 13;
    private const int FinishedLength = 57;
    private const int ChecksumLength = 4;

    private JournalRecord()
    {
    }

    private enum Kind : byte
    {
        Stored = 1,
        Synced = 2,
        Finished = 3,
    }

    /// <summary>The piece is written or was found right.</summary>
    /// <param name="Piece">Its number.</param>
    /// <param name="Stamp">Last write of the piece's own file in ticks, UTC; 0 when it has none.</param>
    public sealed record Stored(int Piece, long Stamp) : JournalRecord;

    /// <summary>Everything noted in the first <paramref name="Covered"/> bytes of the journal had reached the device.</summary>
    public sealed record Synced(long Covered) : JournalRecord;

    /// <summary>The file is complete and as it will stay.</summary>
    public sealed record Finished(FinishedFile File) : JournalRecord;

    public byte[] ToBytes()
    {
        switch (this)
        {
            case Stored stored:
                var bytes = Make(Kind.Stored, StoredLength);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), stored.Piece);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(5), stored.Stamp);
                return Seal(bytes);
            case Synced synced:
                bytes = Make(Kind.Synced, SyncedLength);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), synced.Covered);
                return Seal(bytes);
            case Finished { File: var file }:
                bytes = Make(Kind.Finished, FinishedLength);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), file.File);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(5), file.Length);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(13), file.Stamp);
                file.Digest.Span.CopyTo(bytes.AsSpan(21));
                return Seal(bytes);
            default:
                throw new InvalidOperationException($"{this} has no form");
        }
    }

    /// <returns>False when no record begins here.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out JournalRecord record, out int length)
    {
        record = new Synced(0);
        length = source.IsEmpty ? 0 : LengthOf((Kind)source[0]);
        if (length == 0 || length > source.Length || !IsSealed(source[..length]))
        {
            return false;
        }

        record = (Kind)source[0] switch
        {
            Kind.Stored => new Stored(BinaryPrimitives.ReadInt32LittleEndian(source[1..]), BinaryPrimitives.ReadInt64LittleEndian(source[5..])),
            Kind.Synced => new Synced(BinaryPrimitives.ReadInt64LittleEndian(source[1..])),
            _ => new Finished(new FinishedFile(
                BinaryPrimitives.ReadInt32LittleEndian(source[1..]),
                BinaryPrimitives.ReadInt64LittleEndian(source[5..]),
                BinaryPrimitives.ReadInt64LittleEndian(source[13..]),
                source.Slice(21, FinishedFile.DigestLength).ToArray())),
        };
        return true;
    }

    /// <summary>Writes the checksum of all but the last four bytes into these.</summary>
    internal static byte[] Seal(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^ChecksumLength), Checksum(bytes.AsSpan(..^ChecksumLength)));
        return bytes;
    }

    internal static bool IsSealed(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumLength..]) == Checksum(bytes[..^ChecksumLength]);

    private static byte[] Make(Kind kind, int length)
    {
        var bytes = new byte[length];
        bytes[0] = (byte)kind;
        return bytes;
    }

    private static int LengthOf(Kind kind) => kind switch
    {
        Kind.Stored => StoredLength,
        Kind.Synced => SyncedLength,
        Kind.Finished => FinishedLength,
        _ => 0,
    };

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
