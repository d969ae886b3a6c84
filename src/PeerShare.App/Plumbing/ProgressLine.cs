using PeerShare.App.Commands;
using PeerShare.Engine;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Plumbing;

/// <summary>A passing line of a transfer: bar, percent, rate, time left, sources.</summary>
internal sealed class ProgressLine(CommandContext context) : IDisposable
{
    public void Show(Torrent torrent, TransferProgress progress) => context.Draw(Describe(torrent, progress));

    /// <summary>Takes the line away.</summary>
    public void Dispose() => context.Draw(null);

    private static string Describe(Torrent torrent, TransferProgress progress)
    {
        var percent = progress.TotalBytes == 0 ? 100 : progress.State == TransferState.Checking
            ? 100L * progress.CheckedPieces / Math.Max(1, torrent.Layout.PieceCount)
            : 100 * progress.VerifiedBytes / progress.TotalBytes;
        var detail = progress.State switch
        {
            TransferState.Checking => "checking",
            TransferState.Paused => "paused",
            _ => Pace.Of(progress.Swarm.DownloadRate, progress.TotalBytes - progress.VerifiedBytes, progress.Swarm.Sources),
        };
        return $"{Bar.Of((int)percent)}  {detail}";
    }
}
