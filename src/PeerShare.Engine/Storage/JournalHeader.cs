using System.Buffers.Binary;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>The beginning of a piece journal: whose it is, and under which boot of the machine it was begun.</summary>
/// <param name="InfoHash">The torrent.</param>
/// <param name="Layout">Its pieces.</param>
/// <param name="Boot">A journal is begun anew at every start that writes, so one boot id holds for all of it.</param>
internal sealed record JournalHeader(InfoHash InfoHash, PieceLayout Layout, Guid Boot)
{
    /// <summary>In bytes.</summary>
    public const int Length = 64;

    private const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "PSPIECES"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        InfoHash.CopyTo(bytes.AsSpan(12));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), Layout.TotalLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Layout.PieceLength);
        Boot.TryWriteBytes(bytes.AsSpan(44));
        return JournalRecord.Seal(bytes);
    }

    /// <returns>False when these bytes do not begin a journal of this torrent.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, InfoHash hash, PieceLayout layout, out Guid boot)
    {
        boot = default;
        if (source.Length < Length)
        {
            return false;
        }

        boot = new Guid(source.Slice(44, 16));
        return source[..Length].SequenceEqual(new JournalHeader(hash, layout, boot).ToBytes());
    }
}
