using System.Buffers;
using System.Globalization;

namespace PeerShare.Engine.Storage;

/// <summary>The file <c>summary.txt</c>: the ids of the chunks held, ascending, single spaces between them, on one line. Never
/// more than 200 ms behind and always whole.</summary>
internal sealed class ChunkSummary : IAsyncDisposable
{
    public const string Name = "summary.txt";

    /// <summary>Half of what is allowed, the rest is for writing 200,000 ids.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    private readonly ContentFolder folder;
    private readonly HeldPieces held;
    private readonly ITimer timer;
    private readonly Lock writing = new();
    private readonly ArrayBufferWriter<byte> line = new();
    private int due;

    public ChunkSummary(ContentFolder folder, HeldPieces held, TimeProvider time)
    {
        this.folder = folder;
        this.held = held;
        timer = time.CreateTimer(_ => WriteIfDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is held has changed.</summary>
    public void Changed()
    {
        if (Interlocked.Exchange(ref due, 1) == 0)
        {
            timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Writes it now.</summary>
    /// <exception cref="IOException">Full or unwritable.</exception>
    public void Write()
    {
        lock (writing)
        {
            Volatile.Write(ref due, 0);
            Format();
            using var file = WholeFile.Begin(folder, Name);
            RandomAccess.Write(file.Handle, line.WrittenSpan, 0);
            file.Finish();
        }
    }

    /// <summary>Leaves it exact, unless the disk is full; that was reported with the chunk that did not fit.</summary>
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync().ConfigureAwait(false);
        WriteIfDue();
    }

    /// <summary>Into a buffer that stays: 200,000 ids ten times a second would be 40 MB/s of garbage as text.</summary>
    private void Format()
    {
        const int longestId = 10;
        line.ResetWrittenCount();
        foreach (var chunk in held.Copy().Ones())
        {
            if (line.WrittenCount > 0)
            {
                line.Write(" "u8);
            }

            chunk.TryFormat(line.GetSpan(longestId), out var length, provider: CultureInfo.InvariantCulture);
            line.Advance(length);
        }

        line.Write("\n"u8);
    }

    private void WriteIfDue()
    {
        if (Volatile.Read(ref due) == 0)
        {
            return;
        }

        try
        {
            Write();
        }
        catch (IOException)
        {
            Changed();
        }
    }
}
