using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PeerShare.Tracker.Operating;

/// <summary>The last 64 bytes of a backup. Before them lie the records, as one SQLite file, and the cluster's key if it is with them.
/// They are the key's length and the time of the backup in milliseconds (8 bytes each, the greatest first), the SHA-256 of all that
/// was before it, and a mark that says what this is.</summary>
/// <param name="KeyLength">0 without a key.</param>
/// <param name="Made">When the records were as they are here.</param>
internal readonly record struct BackupEnd(int KeyLength, DateTimeOffset Made)
{
    public const int Size = FactsSize + SHA256.HashSizeInBytes + MarkSize;
    public const int FactsSize = 16;

    private const int MarkSize = 16;
    private const int LongestKey = 65_536;

    /// <summary>Everything of the mark but the last byte, which is the version of the format.</summary>
    private static ReadOnlySpan<byte> Mark => "PeerShareBackup1"u8;

    /// <summary>The part that is hashed too.</summary>
    public byte[] Facts()
    {
        var facts = new byte[FactsSize];
        BinaryPrimitives.WriteInt64BigEndian(facts, KeyLength);
        BinaryPrimitives.WriteInt64BigEndian(facts.AsSpan(8), Made.ToUnixTimeMilliseconds());
        return facts;
    }

    public byte[] Encode(byte[] hash) => [.. Facts(), .. hash, .. Mark];

    /// <param name="bytes">The last of a file.</param>
    /// <param name="length">Of the file.</param>
    /// <param name="hash">What everything before must have.</param>
    /// <returns>Null when this is the end of no backup, or of one that was made by a newer version.</returns>
    public static BackupEnd? Read(ReadOnlySpan<byte> bytes, long length, out byte[] hash)
    {
        hash = bytes.Slice(FactsSize, SHA256.HashSizeInBytes).ToArray();
        var keyLength = BinaryPrimitives.ReadInt64BigEndian(bytes);
        var millis = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
        var isGood = bytes[^MarkSize..].SequenceEqual(Mark)
            && keyLength is >= 0 and <= LongestKey
            && keyLength <= length - Size
            && millis >= 0
            && millis <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return isGood ? new BackupEnd((int)keyLength, DateTimeOffset.FromUnixTimeMilliseconds(millis)) : null;
    }

    /// <summary>Is it a backup of another version of the format?</summary>
    public static bool IsOfOtherVersion(ReadOnlySpan<byte> bytes) =>
        bytes[^MarkSize..^1].SequenceEqual(Mark[..^1]) && bytes[^1] != Mark[^1];
}
