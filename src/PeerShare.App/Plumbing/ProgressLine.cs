using System.Globalization;
using PeerShare.App.Commands;
using PeerShare.Engine;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Plumbing;

/// <summary>A passing line of a transfer: bar, percent, rate, time left, sources.</summary>
internal sealed class ProgressLine(CommandContext context) : IDisposable
{
    private const double MiB = 1 << 20;

    public void Show(Torrent torrent, TransferProgress progress) => context.Draw(Describe(torrent, progress));

    /// <summary>Takes the line away.</summary>
    public void Dispose() => context.Draw(null);

    private static string Describe(Torrent torrent, TransferProgress progress)
    {
        var percent = progress.TotalBytes == 0 ? 100 : progress.State == TransferState.Checking
            ? 100L * progress.CheckedPieces / Math.Max(1, torrent.Layout.PieceCount)
            : 100 * progress.VerifiedBytes / progress.TotalBytes;
        var rate = progress.Swarm.DownloadRate;
        var detail = progress.State switch
        {
            TransferState.Checking => "checking",
            TransferState.Paused => "paused",
            _ => string.Create(CultureInfo.InvariantCulture, $"{rate / MiB:0.0} MB/s  {Left(progress, rate)}  from {progress.Swarm.Sources} peers"),
        };
        return $"{Bar.Of((int)percent)}  {detail}";
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
