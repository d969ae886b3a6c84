using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>What a journal begins with.</summary>
/// <param name="Held">The pieces that are there.</param>
/// <param name="Durable">Those of them that have reached the device for certain.</param>
/// <param name="StampOf">Time stamp of a piece's own file; null where pieces have none.</param>
internal sealed record KnownPieces(Bitfield Held, Bitfield Durable, Func<int, long>? StampOf = null)
{
    /// <summary>Are there pieces that a sync mark must follow?</summary>
    public bool HasFresh => Held.HasAnyNotIn(Durable);

    /// <summary>The pieces that no sync has covered.</summary>
    public IEnumerable<int> Fresh => Held.Ones().Where(piece => !Durable[piece]);

    public byte[] ToJournal(JournalHeader header)
    {
        using var bytes = new MemoryStream(JournalHeader.Length + ((Held.Count + 1) * JournalRecord.StoredLength));
        bytes.Write(header.ToBytes());
        Write(bytes, Held.Ones().Where(piece => Durable[piece]));
        bytes.Write(new JournalRecord.Synced(bytes.Length).ToBytes());
        Write(bytes, Fresh);
        return bytes.ToArray();
    }

    private void Write(MemoryStream bytes, IEnumerable<int> pieces)
    {
        foreach (var piece in pieces)
        {
            bytes.Write(new JournalRecord.Stored(piece, StampOf?.Invoke(piece) ?? 0).ToBytes());
        }
    }
}
