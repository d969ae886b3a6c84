using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>What lies in the folder before anything is hashed: which pieces the journal vouches for, which must be hashed.</summary>
internal sealed class FileSurvey
{
    /// <summary>A file that is written later than this after its journal was changed by somebody else.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly StoredContent content;
    private readonly JournalContent journal;
    private readonly FileInfo?[] found;
    private readonly FileState[] states;

    private FileSurvey(StoredContent content, ContentFolder folder, JournalContent journal)
    {
        this.content = content;
        this.journal = journal;
        found = [.. content.Files.Select(file => file.IsPadding ? null : folder.Find(file.RelativePath))];
        states = [.. content.Files.Select((_, number) => Judge(number))];
        Held = new Bitfield(content.Layout.PieceCount);
    }

    private enum FileState
    {
        Missing,
        Doubtful,
        Untouched,
    }

    /// <summary>The pieces that are there for certain.</summary>
    public Bitfield Held { get; }

    /// <summary>The pieces that may be there.</summary>
    public List<PieceIndex> ToHash { get; } = [];

    /// <summary>All files are exactly as they were when the content was complete.</summary>
    public bool IsFinished => content.Files.Select((file, number) => file.IsPadding || IsAsFinished(number)).All(same => same);

    /// <exception cref="IOException">Something is in the way.</exception>
    public static FileSurvey Take(StoredContent content, ContentFolder folder, ContentFiles files, JournalContent journal)
    {
        var survey = new FileSurvey(content, folder, journal);
        foreach (var piece in content.Layout.Pieces())
        {
            survey.Judge(piece, files);
        }

        return survey;
    }

    /// <summary>Every file of the right length is right.</summary>
    public static FileSurvey Trusting(StoredContent content, ContentFolder folder, ContentFiles files)
    {
        var survey = new FileSurvey(content, folder, JournalContent.None(content.Layout.PieceCount));
        foreach (var piece in content.Layout.Pieces())
        {
            if (TouchedBy(piece, content.Layout, files).All(survey.IsWhole))
            {
                survey.Held.Set(piece);
            }
        }

        return survey;
    }

    /// <summary>Length of the file as it was found; null when it is missing.</summary>
    public long? LengthOf(int file) => found[file]?.Length;

    /// <summary>Files that were there though we never began to write here, and that have no piece of this content.</summary>
    public IEnumerable<int> Strangers(ContentFiles files)
    {
        if (journal.Exists)
        {
            return [];
        }

        var known = Held.Ones().SelectMany(piece => TouchedBy(content.Layout.Index(piece), content.Layout, files)).ToHashSet();
        return Enumerable.Range(0, found.Length).Where(number => found[number] is { Length: > 0 } && !known.Contains(number));
    }

    private static IEnumerable<int> TouchedBy(PieceIndex piece, PieceLayout layout, ContentFiles files) =>
        files.Touching(layout.OffsetOf(piece), layout.LengthOf(piece));

    private FileState Judge(int number)
    {
        var file = content.Files[number];
        if (file.IsPadding)
        {
            return FileState.Untouched;
        }

        if (found[number] is not { } there)
        {
            return FileState.Missing;
        }

        if (there.Length > file.Length)
        {
            throw new IOException($"{there.FullName} is there with {there.Length} bytes, not {file.Length}: it is another file, move it away");
        }

        var untouched = journal.Finished.ContainsKey(number) ? IsAsFinished(number) : IsAsJournalled(number, there);
        return untouched ? FileState.Untouched : FileState.Doubtful;
    }

    private bool IsAsFinished(int number) => journal.Finished.TryGetValue(number, out var finished) && finished.Is(found[number]);

    private bool IsAsJournalled(int number, FileInfo there) =>
        journal.Exists && IsWhole(number) && there.LastWriteTimeUtc <= journal.WrittenUtc + Grace;

    private bool IsWhole(int number) =>
        content.Files[number].IsPadding || found[number]?.Length == content.Files[number].Length;

    private void Judge(PieceIndex piece, ContentFiles files)
    {
        var worst = TouchedBy(piece, content.Layout, files).Min(number => states[number]);
        if (worst == FileState.Untouched && journal.Trusted[piece])
        {
            Held.Set(piece);
        }
        else if (worst == FileState.Doubtful || (worst == FileState.Untouched && (journal.Noted[piece] || journal.IsDamaged)))
        {
            ToHash.Add(piece);
        }
    }
}
