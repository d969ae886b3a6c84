using PeerShare.App.Sharing;

namespace PeerShare.App.Commands.Client;

/// <summary>Shows how far the hashing is: a passing line for people, events for programs. Told from several threads.</summary>
internal sealed class HashingLine(CommandContext context) : IProgress<HashProgress>
{
    private readonly Lock turn = new();
    private long shown = -1;

    public void Report(HashProgress value)
    {
        var percent = value.Total == 0 ? 100 : 100 * value.Done / value.Total;
        lock (turn)
        {
            if (percent <= shown)
            {
                return;
            }

            shown = percent;
            context.Draw($"hashing {percent}%");
            if (percent % 10 == 0)
            {
                context.Json.Emit("hashing", writer =>
                {
                    writer.WriteNumber("bytes", value.Done);
                    writer.WriteNumber("total", value.Total);
                });
            }
        }
    }

    public void End() => context.Draw(null);
}
