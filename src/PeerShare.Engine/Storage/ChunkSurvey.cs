using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>What lies in a chunk folder before anything is hashed.</summary>
internal sealed class ChunkSurvey
{
    private readonly PieceLayout layout;
    private readonly long[] stamps;
    private readonly List<PieceIndex> wrongLength = [];
    private readonly List<string> foreign = [];

    private ChunkSurvey(PieceLayout layout)
    {
        this.layout = layout;
        stamps = new long[layout.PieceCount];
        Held = new Bitfield(layout.PieceCount);
    }

    /// <summary>The chunks that are as they were noted.</summary>
    public Bitfield Held { get; }

    /// <summary>The chunks that are there, but were not noted so.</summary>
    public List<PieceIndex> ToHash { get; } = [];

    /// <exception cref="IOException">The folder cannot be made or listed.</exception>
    public static ChunkSurvey Take(PieceLayout layout, ChunkFolder chunks, JournalContent noted)
    {
        var survey = new ChunkSurvey(layout);
        foreach (var entry in chunks.List())
        {
            survey.Judge(entry, noted);
        }

        return survey;
    }

    /// <summary>Last write of a chunk that is there, in ticks, UTC.</summary>
    public long StampOf(int chunk) => stamps[chunk];

    /// <summary>What was not as we left it; asked when the doubtful chunks were hashed.</summary>
    public ChunkFindings Findings(JournalContent noted)
    {
        var discarded = ToHash.Concat(wrongLength).Where(chunk => !Held[chunk]).Order().ToList();
        var deleted = noted.Noted.Ones().Where(chunk => !Held[chunk]).Select(layout.Index).Except(discarded).ToList();
        return new ChunkFindings(discarded, deleted, foreign);
    }

    private void Judge(FileSystemInfo entry, JournalContent noted)
    {
        if (!ChunkFolder.TryNumber(entry, layout.PieceCount, out var number))
        {
            NoteForeign(entry.Name);
            return;
        }

        var chunk = layout.Index(number);
        stamps[chunk] = entry.LastWriteTimeUtc.Ticks;
        if (((FileInfo)entry).Length != layout.LengthOf(chunk))
        {
            wrongLength.Add(chunk);
        }
        else if (noted.Trusted[chunk] && noted.StampOf(chunk) == stamps[chunk])
        {
            Held.Set(chunk);
        }
        else
        {
            ToHash.Add(chunk);
        }
    }

    private void NoteForeign(string name)
    {
        if (foreign.Count < ChunkFindings.MostForeign)
        {
            foreign.Add(name);
        }
    }
}
