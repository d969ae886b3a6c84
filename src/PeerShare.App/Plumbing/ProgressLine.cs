using System.Globalization;
using PeerShare.App.Commands;
using PeerShare.Engine;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Plumbing;

/// <summary>One line that is drawn over itself on a terminal, and nothing elsewhere: bar, percent, rate, time left, sources.</summary>
internal sealed class ProgressLine(CommandContext context) : IDisposable
{
    private const int BarWidth = 24;
    private const double MiB = 1 << 20;

    private int drawn;

    public void Show(Torrent torrent, TransferProgress progress)
    {
        if (!context.IsTerminal)
        {
            return;
        }

        var line = Describe(torrent, progress);
        context.Out.Write($"\r{line.PadRight(drawn)}");
        context.Out.Flush();
        drawn = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (drawn > 0)
        {
            context.Out.Write($"\r{new string(' ', drawn)}\r");
            drawn = 0;
        }
    }

    private static string Describe(Torrent torrent, TransferProgress progress)
    {
        var part = progress.TotalBytes == 0 ? 1 : progress.State == TransferState.Checking
            ? (double)progress.CheckedPieces / Math.Max(1, torrent.Layout.PieceCount)
            : (double)progress.VerifiedBytes / progress.TotalBytes;
        var bar = new string('#', (int)(part * BarWidth)).PadRight(BarWidth, '-');
        var rate = progress.Swarm.DownloadRate;
        var detail = progress.State switch
        {
            TransferState.Checking => "checking",
            TransferState.Paused => "paused",
            _ => string.Create(CultureInfo.InvariantCulture, $"{rate / MiB:0.0} MB/s  {Left(progress, rate)}  from {progress.Swarm.Sources} peers"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"[{bar}] {part:0%}  {detail}");
    }

    private static string Left(TransferProgress progress, double rate)
    {
        if (rate < 1)
        {
            return "ETA -";
        }

        var left = TimeSpan.FromSeconds(Math.Min((progress.TotalBytes - progress.VerifiedBytes) / rate, 359_999));
        return left.TotalHours >= 1 ? $"ETA {(int)left.TotalHours}:{left:mm\\:ss}" : $"ETA {left:m\\:ss}";
    }
}
