using System.Buffers;

namespace PeerShare.Engine.Peers;

/// <summary>Between encryption and TCP. Encryption writes and reads records of 16 KiB, each with a call to the system; from when it is told
/// to, this one collects those that are written until they are many or it is flushed, and reads several while there are many.</summary>
/// <param name="inner">TCP's stream; disposed with this one.</param>
internal sealed class BatchedStream(Stream inner) : Stream
{
    private const int Most = 288 * 1024;
    private const int MostAhead = 64 * 1024;

    private byte[] ahead = [];
    private int start;
    private int end;
    private bool isBusy;
    private byte[] collected = [];
    private int length;

    /// <summary>Whoever writes flushes.</summary>
    public bool Collects { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (start == end && !isBusy)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            isBusy = read > 0 && read == buffer.Length;
            return read;
        }

        if (start == end)
        {
            ahead = ahead.Length > 0 ? ahead : ArrayPool<byte>.Shared.Rent(MostAhead);
            (start, end) = (0, await inner.ReadAsync(ahead.AsMemory(0, MostAhead), cancellationToken).ConfigureAwait(false));
        }

        var taken = Math.Min(buffer.Length, end - start);
        ahead.AsMemory(start, taken).CopyTo(buffer);
        start += taken;
        if (start == end)
        {
            isBusy = end == MostAhead;
            GiveBackAhead();
        }

        return taken;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (length + buffer.Length > Most)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!Collects || buffer.Length > Most)
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        collected = collected.Length > 0 ? collected : ArrayPool<byte>.Shared.Rent(Most);
        buffer.CopyTo(collected.AsMemory(length));
        length += buffer.Length;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (length > 0)
        {
            var sending = collected.AsMemory(0, length);
            length = 0;
            await inner.WriteAsync(sending, cancellationToken).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(collected);
            collected = [];
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void GiveBackAhead()
    {
        if (!isBusy)
        {
            ArrayPool<byte>.Shared.Return(ahead);
            ahead = [];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
