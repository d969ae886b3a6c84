using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>What a piece journal says, read as far as it is whole.</summary>
internal sealed class JournalContent
{
    private readonly Dictionary<int, FinishedFile> finished = [];
    private readonly Queue<(int Position, int Piece)> unsynced = new();
    private readonly int[] lastEntries;
    private readonly bool sameBoot;
    private long[]? stamps;

    private JournalContent(int pieceCount, bool exists, bool sameBoot, DateTime writtenUtc)
    {
        Noted = new Bitfield(pieceCount);
        Durable = new Bitfield(pieceCount);
        lastEntries = new int[pieceCount];
        Exists = exists;
        this.sameBoot = sameBoot;
        WrittenUtc = writtenUtc;
    }

    /// <summary>There is a journal of this torrent; without one nothing is known of what lies there.</summary>
    public bool Exists { get; }

    /// <summary>More than a torn last record is broken: pieces may have been noted that we cannot see.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Last write of the journal.</summary>
    public DateTime WrittenUtc { get; }

    /// <summary>Every piece that has an entry.</summary>
    public Bitfield Noted { get; }

    /// <summary>Those that a sync mark covers.</summary>
    public Bitfield Durable { get; }

    /// <summary>Those that are there: all when the machine was not started since, otherwise the durable ones.</summary>
    public Bitfield Trusted => sameBoot ? Noted : Durable;

    /// <summary>The files that were complete, by number.</summary>
    public IReadOnlyDictionary<int, FinishedFile> Finished => finished;

    /// <summary>Time stamp that was noted with a piece; 0 without one.</summary>
    public long StampOf(int piece) => stamps?[piece] ?? 0;

    /// <summary>No journal.</summary>
    public static JournalContent None(int pieceCount) => new(pieceCount, exists: false, sameBoot: false, default);

    /// <summary>As if these pieces had been noted just now, with these time stamps.</summary>
    public static JournalContent Of(IReadOnlyList<long> stamps)
    {
        var content = new JournalContent(stamps.Count, exists: true, sameBoot: true, default);
        for (var piece = 0; piece < stamps.Count; piece++)
        {
            content.Take(new JournalRecord.Stored(piece, stamps[piece]), position: 0);
        }

        return content;
    }

    /// <summary>A journal that is missing, another torrent's or broken from the beginning says nothing.</summary>
    /// <exception cref="IOException">It is there and cannot be read, such as when another process writes it.</exception>
    public static JournalContent Read(string path, InfoHash hash, PieceLayout layout, Guid boot)
    {
        if (!File.Exists(path))
        {
            return None(layout.PieceCount);
        }

        var written = File.GetLastWriteTimeUtc(path);
        return Parse(File.ReadAllBytes(path), hash, layout, boot, written);
    }

    public static JournalContent Parse(ReadOnlySpan<byte> source, InfoHash hash, PieceLayout layout, Guid boot, DateTime writtenUtc)
    {
        if (!JournalHeader.TryRead(source, hash, layout, out var begun))
        {
            return None(layout.PieceCount);
        }

        var content = new JournalContent(layout.PieceCount, exists: true, begun == boot, writtenUtc);
        var position = JournalHeader.Length;
        while (JournalRecord.TryRead(source[position..], out var record, out var length) && content.Take(record, position))
        {
            position += length;
        }

        content.IsDamaged = source.Length - position >= JournalRecord.LongestLength;
        return content;
    }

    private bool Take(JournalRecord record, int position)
    {
        switch (record)
        {
            case JournalRecord.Stored stored when (uint)stored.Piece < (uint)Noted.Length:
                Note(stored, position);
                return true;
            case JournalRecord.Synced synced:
                Cover(synced.Covered);
                return true;
            case JournalRecord.Finished { File: var file }:
                finished[file.File] = file;
                return true;
            default:
                return false;
        }
    }

    private void Note(JournalRecord.Stored stored, int position)
    {
        Noted.Set(stored.Piece);
        Durable.Clear(stored.Piece);
        unsynced.Enqueue((position, stored.Piece));
        lastEntries[stored.Piece] = position;
        if (stored.Stamp != 0)
        {
            (stamps ??= new long[Noted.Length])[stored.Piece] = stored.Stamp;
        }
    }

    private void Cover(long covered)
    {
        while (unsynced.TryPeek(out var entry) && entry.Position < covered)
        {
            // A piece that was written again is as durable as its last entry.
            unsynced.Dequeue();
            if (lastEntries[entry.Piece] == entry.Position)
            {
                Durable.Set(entry.Piece);
            }
        }
    }
}
