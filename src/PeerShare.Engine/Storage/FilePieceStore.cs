using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>The pieces in the torrent's own files. A file that is already there under that name is hashed and used as far as
/// its pieces match; one that has nothing of this content, or is longer, is refused and left as it is. A journal beside
/// the content spares the next start the hashing; it stays as the proof that a complete content was verified.</summary>
public sealed class FilePieceStore : IPieceStore
{
    private readonly StoredContent content;
    private readonly FileStoreOptions options;
    private readonly ContentFolder folder;
    private readonly ContentFolder state;
    private readonly ContentFiles files;
    private readonly HeldPieces held;
    private readonly string journalPath;
    private PieceJournal? journal;

    /// <param name="content">The torrent's files.</param>
    /// <param name="folder">What the files lie in; made when it is missing.</param>
    /// <param name="options">Without them <see cref="FileStoreOptions.Default"/>.</param>
    public FilePieceStore(StoredContent content, string folder, FileStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        this.content = content;
        this.options = options ?? FileStoreOptions.Default;
        this.folder = new ContentFolder(folder);
        files = new ContentFiles(this.folder, content.Files);
        held = new HeldPieces(content.Layout.PieceCount);
        state = this.options.StateFolder is { } own ? new ContentFolder(own) : this.folder;
        journalPath = (this.options.StateFolder is null ? ContentFolder.StateFolder + "/" : "") + $"{content.InfoHash}.journal";
    }

    public PieceLayout Layout => content.Layout;

    /// <inheritdoc/>
    public async Task<Bitfield> OpenAsync(PieceCheck check, IProgress<int>? progress, CancellationToken stopping)
    {
        RefuseFolder();
        var boot = options.Boot ?? BootId.Read(options.Time);
        var noted = ReadJournal(boot);
        var survey = await Task.Run(() => ContentFolder.Guarded(() => Survey(noted)), stopping).ConfigureAwait(false);
        await HashAsync(survey, check, progress, stopping).ConfigureAwait(false);
        if (!options.ServeOnly)
        {
            await Task.Run(() => Prepare(survey), stopping).ConfigureAwait(false);
        }

        held.Replace(survey.Held);
        await NoteAsync(survey, noted, boot).ConfigureAwait(false);
        return survey.Held.Copy();
    }

    /// <inheritdoc/>
    public void Read(PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        Stretch.Refuse(Layout, piece, begin, buffers);
        held.Demand(piece);
        if (!files.Read(Layout.OffsetOf(piece) + begin, buffers))
        {
            throw new IOException($"piece {piece} is cut short: a file under {folder.Root} was changed");
        }
    }

    /// <inheritdoc/>
    public void Write(PieceIndex piece, ReadOnlyMemory<byte> data)
    {
        Stretch.RefusePart(Layout, piece, data.Length);
        if (options.ServeOnly)
        {
            throw new IOException($"the content in {folder.Root} is only served: nothing is written to it");
        }

        files.Write(Layout.OffsetOf(piece), data.Span);
        journal?.Stored(piece);
        held.Add(piece);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (!held.IsFull)
        {
            throw new InvalidOperationException("pieces are missing");
        }

        if (journal is not null)
        {
            await journal.FinishAsync(Finished).ConfigureAwait(false);
            journal = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (journal is not null)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
        }

        files.Dispose();
    }

    private void RefuseFolder()
    {
        if (File.Exists(folder.Root))
        {
            throw new IOException($"{folder.Root} is a file: name a folder");
        }

        if (options.ServeOnly && !Directory.Exists(folder.Root))
        {
            throw new IOException($"there is no folder {folder.Root}");
        }
    }

    private JournalContent ReadJournal(Guid boot) =>
        options.Trust || state.Find(journalPath) is not { } file
            ? JournalContent.None(Layout.PieceCount)
            : ContentFolder.Guarded(() => JournalContent.Read(file.FullName, content.InfoHash, Layout, boot));

    private FileSurvey Survey(JournalContent noted) => options.Trust
        ? FileSurvey.Trusting(content, folder, files)
        : FileSurvey.Take(content, folder, files, noted);

    private async Task HashAsync(FileSurvey survey, PieceCheck check, IProgress<int>? progress, CancellationToken stopping)
    {
        var right = await PieceSweep.VerifyAsync(Layout, survey.ToHash, Whole, check, progress, stopping).ConfigureAwait(false);
        foreach (var piece in right)
        {
            survey.Held.Set(piece);
        }

        bool Whole(PieceIndex piece, Memory<byte> target) => files.Read(Layout.OffsetOf(piece), target.Span) == target.Length;
    }

    private void Prepare(FileSurvey survey)
    {
        RefuseStrangers(survey);
        for (var number = 0; number < content.Files.Count; number++)
        {
            if (!content.Files[number].IsPadding)
            {
                Prepare(number, survey.LengthOf(number));
            }
        }
    }

    private void RefuseStrangers(FileSurvey survey)
    {
        if (options.Overwrite || options.Trust)
        {
            return;
        }

        foreach (var number in survey.Strangers(files).Where(number => !files.IsBlank(number)))
        {
            throw new IOException($"{folder.PathOf(content.Files[number].RelativePath)} is there and has nothing of this content: move it away");
        }
    }

    private void Prepare(int number, long? found)
    {
        if (found is null)
        {
            files.Create(number, options.Preallocate);
        }
        else if (found < content.Files[number].Length)
        {
            files.Extend(number);
        }
    }

    private async Task NoteAsync(FileSurvey survey, JournalContent noted, Guid boot)
    {
        var complete = survey.Held.IsFull;
        if (options.Trust || (complete && survey.IsFinished) || (options.ServeOnly && !complete))
        {
            return;
        }

        try
        {
            journal = Begin(survey, noted, boot);
            if (complete)
            {
                await CompleteAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (IOException) when (options.ServeOnly)
        {
            // Served from a place that cannot be written, such as a read-only medium: hashed again next time.
        }
    }

    private PieceJournal Begin(FileSurvey survey, JournalContent noted, Guid boot)
    {
        state.MakeParents(journalPath);
        survey.ToHash.ForEach(piece => noted.Durable.Clear(piece));
        var known = new KnownPieces(survey.Held, noted.Durable);
        for (var number = 0; known.HasFresh && number < content.Files.Count; number++)
        {
            if (!content.Files[number].IsPadding)
            {
                files.NoteUnsynced(number);
            }
        }

        return ContentFolder.Guarded(() => PieceJournal.Begin(
            state.PathOf(journalPath), new JournalHeader(content.InfoHash, Layout, boot), known, files.Sync, options.Time));
    }

    private IEnumerable<FinishedFile> Finished()
    {
        for (var number = 0; number < content.Files.Count; number++)
        {
            if (!content.Files[number].IsPadding && folder.Find(content.Files[number].RelativePath) is { } file)
            {
                yield return new FinishedFile(number, file.Length, file.LastWriteTimeUtc.Ticks);
            }
        }
    }
}
