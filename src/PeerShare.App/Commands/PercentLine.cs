using PeerShare.App.Sharing;
using PeerShare.Tracker.Operating;

namespace PeerShare.App.Commands;

/// <summary>Shows how far something is that takes a while: a bar for people, events for programs. Told from several threads.</summary>
internal sealed class PercentLine(CommandContext context) : IProgress<HashProgress>, IProgress<CopyProgress>
{
    private readonly Lock turn = new();
    private (string Doing, long Percent) shown = ("", -1);

    public void Report(HashProgress value) => Show("hashing", value.Done, value.Total);

    public void Report(CopyProgress value) => Show(value.Doing, value.Done, value.Total);

    public void End() => context.Draw(null);

    private void Show(string doing, long done, long total)
    {
        var percent = total == 0 ? 100 : 100 * done / total;
        lock (turn)
        {
            if (doing == shown.Doing && percent <= shown.Percent)
            {
                return;
            }

            shown = (doing, percent);
            context.Draw($"{Bar.Of((int)percent)}  {doing}");
            if (percent % 10 == 0)
            {
                context.Json.Emit(doing, writer =>
                {
                    writer.WriteNumber("bytes", done);
                    writer.WriteNumber("total", total);
                });
            }
        }
    }
}
