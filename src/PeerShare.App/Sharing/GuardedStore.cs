using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Sharing;

/// <summary>Serves nothing from a file that was changed since its content was known to be right, and says so. Looks before and
/// after every read, because somebody may write in between.</summary>
/// <param name="inner">Where the pieces lie.</param>
/// <param name="changed">Told the path of a changed file, on any thread.</param>
internal sealed class GuardedStore(IPieceStore inner, Action<string> changed) : IPieceStore
{
    private volatile SourceStamps? stamps;

    public PieceLayout Layout => inner.Layout;

    /// <summary>From now on the files must be like this.</summary>
    public void Guard(SourceStamps right) => stamps = right;

    /// <returns>A file that is not as it was; null when all are, or nothing is guarded.</returns>
    public string? FindChanged() => stamps?.FindChanged();

    public Task<Bitfield> OpenAsync(PieceCheck check, IProgress<int>? progress, CancellationToken stopping) =>
        inner.OpenAsync(check, progress, stopping);

    public void Read(PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers)
    {
        var offset = Layout.OffsetOf(piece) + begin;
        var length = buffers.Sum(buffer => (long)buffer.Length);
        RefuseChanged(offset, length);
        inner.Read(piece, begin, buffers);
        RefuseChanged(offset, length);
    }

    public void Write(PieceIndex piece, ReadOnlyMemory<byte> data) => inner.Write(piece, data);

    public Task CompleteAsync(CancellationToken stopping) => inner.CompleteAsync(stopping);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void RefuseChanged(long offset, long length)
    {
        if (stamps?.FindChanged(offset, length) is { } path)
        {
            changed(path);
            throw new IOException($"{path} was changed");
        }
    }
}
