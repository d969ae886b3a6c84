using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Storage;

/// <summary>The pieces in memory: for tests, the simulator, and content that never needs a disk.</summary>
public sealed class MemoryPieceStore : IPieceStore
{
    private readonly HeldPieces held;
    private readonly byte[]?[] pieces;

    /// <param name="layout">Of the torrent.</param>
    /// <param name="content">All of it, checked when the store is opened; empty for a store without pieces.</param>
    public MemoryPieceStore(PieceLayout layout, ReadOnlyMemory<byte> content = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (!content.IsEmpty && content.Length != layout.TotalLength)
        {
            throw new ArgumentException($"the content has {content.Length} bytes, not {layout.TotalLength}", nameof(content));
        }

        Layout = layout;
        held = new HeldPieces(layout.PieceCount);
        pieces = new byte[layout.PieceCount][];
        foreach (var piece in content.IsEmpty ? [] : layout.Pieces())
        {
            pieces[piece] = content.Slice((int)layout.OffsetOf(piece), layout.LengthOf(piece)).ToArray();
        }
    }

    public PieceLayout Layout { get; }

    /// <inheritdoc/>
    public Task<Bitfield> OpenAsync(PieceCheck check, IProgress<int>? progress, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(check);
        var found = new Bitfield(Layout.PieceCount);
        var hashed = 0;
        foreach (var piece in Layout.Pieces().Where(piece => pieces[piece] is not null))
        {
            stopping.ThrowIfCancellationRequested();
            if (check(piece, pieces[piece]))
            {
                found.Set(piece);
            }

            progress?.Report(++hashed);
        }

        held.Replace(found);
        return Task.FromResult(found);
    }

    /// <inheritdoc/>
    public void Read(PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        Stretch.Refuse(Layout, piece, begin, buffers);
        held.Demand(piece);
        for (var number = 0; number < buffers.Count; begin += buffers[number++].Length)
        {
            pieces[piece].AsSpan(begin, buffers[number].Length).CopyTo(buffers[number].Span);
        }
    }

    /// <inheritdoc/>
    public void Write(PieceIndex piece, ReadOnlyMemory<byte> data)
    {
        Stretch.RefusePart(Layout, piece, data.Length);
        pieces[piece] = data.ToArray();
        held.Add(piece);
    }

    /// <inheritdoc/>
    public Task CompleteAsync(CancellationToken stopping) => held.IsFull
        ? Task.CompletedTask
        : Task.FromException(new InvalidOperationException("pieces are missing"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
