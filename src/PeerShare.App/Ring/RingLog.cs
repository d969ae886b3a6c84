using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using PeerShare.App.Commands;

namespace PeerShare.App.Ring;

/// <summary>The console of a ring node: one line per event, <c>HH:mm:ss.fff [peer 5001] …</c>. Lines are written by a task of
/// its own, in batches, so that a slow terminal never holds up the swarm.</summary>
internal sealed class RingLog : IAsyncDisposable
{
    private const int MostWaiting = 200_000;

    private readonly CommandContext context;
    private readonly string label;
    private readonly Channel<Entry> waiting = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Task writing;

    /// <param name="context">Where lines go.</param>
    /// <param name="label">Such as <c>peer 5001</c>.</param>
    public RingLog(CommandContext context, string label)
    {
        this.context = context;
        this.label = label;
        writing = WriteAllAsync();
    }

    /// <summary>Says what happened, to people and with <c>--json</c> to programs.</summary>
    /// <param name="text">For people.</param>
    /// <param name="name">The event's name for programs.</param>
    /// <param name="fields">The event's fields for programs.</param>
    public void Say(string text, string name, Action<Utf8JsonWriter>? fields = null) =>
        waiting.Writer.TryWrite(new Entry(context.TimeProvider.GetLocalNow(), text, name, fields));

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        var batch = new StringBuilder();
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (batch.Length < 64 * 1024 && waiting.Reader.TryRead(out var entry))
            {
                batch.Append(CultureInfo.InvariantCulture, $"{entry.At:HH:mm:ss.fff} [{label}] {entry.Text}").AppendLine();
                context.Json.Emit(entry.Name, entry.Fields);
            }

            await context.Out.WriteAsync(batch);
            await context.Out.FlushAsync();
            batch.Clear();
        }
    }

    private readonly record struct Entry(DateTimeOffset At, string Text, string Name, Action<Utf8JsonWriter>? Fields);
}
