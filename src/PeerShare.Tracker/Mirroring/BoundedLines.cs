using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace PeerShare.Tracker.Mirroring;

/// <summary>The lines of an answer, each of them one JSON text.</summary>
internal sealed class BoundedLines(Stream answer) : IAsyncDisposable
{
    /// <summary>In bytes: a full page has 4 MB at most.</summary>
    public const int Longest = 64 << 20;

    private const int ReadAtOnce = 64 << 10;

    private readonly PipeReader reader = PipeReader.Create(answer, new StreamPipeReaderOptions(bufferSize: ReadAtOnce));

    /// <returns>Null at the end, also when that is in the middle of a line.</returns>
    /// <exception cref="JsonException">The line is longer than any could be.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken stopping)
    {
        while (true)
        {
            var read = await reader.ReadAsync(stopping);
            var text = read.Buffer;
            if (text.PositionOf((byte)'\n') is { } end)
            {
                var line = text.Slice(0, end).ToArray();
                reader.AdvanceTo(text.GetPosition(1, end));
                return line;
            }

            if (text.Length > Longest)
            {
                throw new JsonException($"a line is longer than {Longest} bytes");
            }

            if (read.IsCompleted)
            {
                return null;
            }

            reader.AdvanceTo(text.Start, text.End);
        }
    }

    public ValueTask DisposeAsync() => reader.CompleteAsync();
}
