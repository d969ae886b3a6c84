using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>Every piece as a file of its own, <c>chunks/&lt;id&gt;</c>, with the ids held in <c>summary.txt</c> beside the folder and,
/// when complete, the whole file under its own name. A chunk that was altered, deleted or put there while we were away is noticed
/// by its length and time stamp.</summary>
public sealed class ChunkPieceStore : IPieceStore
{
    private readonly InfoHash hash;
    private readonly string name;
    private readonly ChunkStoreOptions options;
    private readonly ContentFolder folder;
    private readonly ChunkFolder chunks;
    private readonly HeldPieces held;
    private readonly ChunkSummary summary;
    private readonly string journalPath;
    private PieceCheck? check;
    private PieceJournal? journal;

    /// <param name="hash">Of the torrent.</param>
    /// <param name="layout">Of the torrent; a chunk is a piece.</param>
    /// <param name="name">Of the whole file.</param>
    /// <param name="folder">Made when it is missing.</param>
    /// <param name="options">Without them <see cref="ChunkStoreOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The name is one of ours or must not be used.</exception>
    public ChunkPieceStore(InfoHash hash, PieceLayout layout, string name, string folder, ChunkStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(name);
        RefuseName(name);
        this.hash = hash;
        this.name = name;
        this.options = options ?? ChunkStoreOptions.Default;
        Layout = layout;
        this.folder = new ContentFolder(folder);
        chunks = new ChunkFolder(this.folder);
        held = new HeldPieces(layout.PieceCount);
        summary = new ChunkSummary(this.folder, held, this.options.Time);
        journalPath = $"{ContentFolder.StateFolder}/{hash}.journal";
    }

    public PieceLayout Layout { get; }

    /// <summary>What had changed in the folder since we left it; after <see cref="OpenAsync"/>.</summary>
    public ChunkFindings Findings { get; private set; } = ChunkFindings.None;

    /// <summary>SHA-256 of the whole file, 64 lower-case hexadecimal digits; null until it is known.</summary>
    public string? Sha256 { get; private set; }

    /// <inheritdoc/>
    public async Task<Bitfield> OpenAsync(PieceCheck check, IProgress<int>? progress, CancellationToken stopping)
    {
        this.check = check;
        var boot = options.Boot ?? BootId.Read(options.Time);
        var noted = ReadJournal(boot);
        var survey = await Task.Run(() => ContentFolder.Guarded(() => ChunkSurvey.Take(Layout, chunks, noted)), stopping).ConfigureAwait(false);
        await HashAsync(survey, check, progress, stopping).ConfigureAwait(false);
        held.Replace(survey.Held);
        Findings = survey.Findings(noted);
        foreach (var chunk in Findings.Discarded)
        {
            chunks.Delete(chunk);
        }

        summary.Write();
        Sha256 = options.Split?.Sha256 ?? Recall(noted);
        if (Sha256 is null || options.Split is not null || !survey.Held.IsFull || survey.ToHash.Count > 0)
        {
            journal = Begin(survey, noted, boot);
        }

        return survey.Held.Copy();
    }

    /// <inheritdoc/>
    public void Read(PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        Stretch.Refuse(Layout, piece, begin, buffers);
        held.Demand(piece);
        for (var number = 0; number < buffers.Count; begin += buffers[number++].Length)
        {
            if (chunks.Read(piece, begin, buffers[number].Span) < buffers[number].Length)
            {
                throw new IOException($"chunk {piece} in {folder.Root} was cut short");
            }
        }
    }

    /// <inheritdoc/>
    public void Write(PieceIndex piece, ReadOnlyMemory<byte> data)
    {
        Stretch.RefusePart(Layout, piece, data.Length);
        var stamp = chunks.Write(piece, data.Span);
        journal?.Stored(piece, stamp);
        held.Add(piece);
        summary.Changed();
    }

    /// <summary>Puts the whole file together under its own name, checking every chunk.</summary>
    /// <inheritdoc/>
    /// <exception cref="ChunksLostException">Some chunks do not match any more and are missing from now on: fetch them again, then
    /// call this again.</exception>
    public async Task CompleteAsync(CancellationToken stopping)
    {
        if (!held.IsFull || check is null)
        {
            throw new InvalidOperationException("chunks are missing");
        }

        summary.Write();
        if (options.Split is null && Sha256 is null)
        {
            var whole = await Threads.Run(() => Assemble(check, stopping)).ConfigureAwait(false);
            await FinishAsync(whole).ConfigureAwait(false);
            Sha256 = Convert.ToHexStringLower(whole.Digest.Span);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await summary.DisposeAsync().ConfigureAwait(false);
        if (journal is not null)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
        }

        chunks.Dispose();
    }

    private static void RefuseName(string name)
    {
        StoredContent.RefuseName(name);
        if (name is ChunkFolder.Name or ChunkSummary.Name || WholeFile.IsPart(name))
        {
            throw new ArgumentException($"a file called {name} cannot be kept beside its chunks", nameof(name));
        }
    }

    private JournalContent ReadJournal(Guid boot)
    {
        if (options.Split is { } split)
        {
            return JournalContent.Of(split.Stamps);
        }

        return folder.Find(journalPath) is { } file
            ? ContentFolder.Guarded(() => JournalContent.Read(file.FullName, hash, Layout, boot))
            : JournalContent.None(Layout.PieceCount);
    }

    private async Task HashAsync(ChunkSurvey survey, PieceCheck check, IProgress<int>? progress, CancellationToken stopping)
    {
        var right = await PieceSweep.VerifyAsync(Layout, survey.ToHash, Whole, check, progress, stopping).ConfigureAwait(false);
        foreach (var chunk in right)
        {
            survey.Held.Set(chunk);
        }

        bool Whole(PieceIndex chunk, Memory<byte> target) => chunks.TryReadWhole(chunk, target.Span, out _);
    }

    private PieceJournal Begin(ChunkSurvey survey, JournalContent noted, Guid boot)
    {
        folder.MakeParents(journalPath);
        survey.ToHash.ForEach(chunk => noted.Durable.Clear(chunk));
        var known = new KnownPieces(survey.Held, noted.Durable, survey.StampOf);
        foreach (var chunk in known.Fresh)
        {
            chunks.NoteUnsynced(chunk);
        }

        return ContentFolder.Guarded(() => PieceJournal.Begin(
            folder.PathOf(journalPath), new JournalHeader(hash, Layout, boot), known, chunks.Sync, options.Time));
    }

    /// <summary>The SHA-256 that was noted when the file was put together, if it is still the same file.</summary>
    private string? Recall(JournalContent noted) =>
        noted.Finished.TryGetValue(0, out var whole) && whole.Is(folder.Find(name))
            ? Convert.ToHexStringLower(whole.Digest.Span)
            : null;

    private FinishedFile Assemble(PieceCheck check, CancellationToken stopping)
    {
        try
        {
            return new ChunkAssembly(Layout, chunks, check).Run(folder, name, stopping);
        }
        catch (ChunksLostException lost)
        {
            foreach (var chunk in lost.Pieces)
            {
                chunks.Delete(chunk);
                held.Remove(chunk);
            }

            summary.Write();
            throw;
        }
    }

    private async Task FinishAsync(FinishedFile whole)
    {
        if (journal is not null)
        {
            await journal.FinishAsync(() => [whole]).ConfigureAwait(false);
            journal = null;
        }
    }
}
