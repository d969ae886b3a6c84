using System.Text.Json;
using PeerShare.App.Sharing;
using PeerShare.Engine;
using PeerShare.Engine.Swarms;

namespace PeerShare.App.Commands.Client;

/// <summary>A download at one moment, as <c>show_downloads</c> shows it.</summary>
/// <param name="Letter">D, C, P or E.</param>
/// <param name="Record">What is kept of it.</param>
/// <param name="Progress">Null when it is not at work.</param>
/// <param name="TotalBytes">Length of the content.</param>
/// <param name="Sources">Who sent the pieces, since the client was started.</param>
internal sealed record DownloadState(char Letter, HoldingRecord Record, TransferProgress? Progress, long TotalBytes, PieceSources Sources)
{
    /// <summary>For a sentence.</summary>
    public string Word => Letter switch { 'C' => "complete", 'P' => "paused", 'E' => "failed", _ => "downloading" };

    /// <summary>Who paused it knows why.</summary>
    public string? Reason => Record.Reason ?? (Record.State == HoldingState.Paused ? null : Progress?.Reason);

    public double Rate => Progress?.Swarm.DownloadRate ?? 0;

    public int Percent => Letter == 'C' ? 100 : TotalBytes == 0 ? 0 : (int)(100 * (Progress?.VerifiedBytes ?? 0) / TotalBytes);

    public static DownloadState Of(Holding holding)
    {
        var (record, progress) = (holding.Record, holding.Progress);
        return new DownloadState(LetterOf(record.State, progress), record, progress, holding.Torrent.Layout.TotalLength, holding.Sources);
    }

    /// <summary>Whether its user paused it stands in the record; the transfer hears of that a moment later.</summary>
    internal static char LetterOf(HoldingState state, TransferProgress? progress) => state switch
    {
        HoldingState.Sharing or HoldingState.Kept => 'C',
        HoldingState.Failed => 'E',
        HoldingState.Paused => 'P',
        _ when progress is { State: TransferState.Paused, Reason: not SwarmSnapshot.PausedByPerson } => 'P',
        _ => 'D',
    };

    public override string ToString()
    {
        var head = $"[{Letter}] [{Record.Group}] {Record.Name}";
        return Letter switch
        {
            'C' => head,
            'E' => $"{head} {Reason}",
            'P' => Reason is null ? $"{head} {Percent}%" : $"{head} {Percent}% {Reason}",
            _ => $"{head} {Detail}",
        };
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("group", Record.Group);
        writer.WriteString("name", Record.Name);
        writer.WriteString("state", Letter.ToString());
        writer.WriteNumber("bytes", Letter == 'C' ? TotalBytes : Progress?.VerifiedBytes ?? 0);
        writer.WriteNumber("total", TotalBytes);
        writer.WriteNumber("rate", Math.Round(Rate));
        writer.WriteNumber("sources", Progress?.Swarm.Sources ?? 0);
        writer.WriteString("path", Record.Path);
        if (Reason is { } reason)
        {
            writer.WriteString("reason", reason);
        }

        writer.WriteStartObject("pieces_from");
        foreach (var (peer, pieces) in Sources.All)
        {
            writer.WriteNumber(peer.ToString(), pieces);
        }

        writer.WriteEndObject();
    }

    /// <summary>Such as <c>37% 12.3 MB/s ETA 0:12 from 4 peers</c>.</summary>
    public string Detail => $"{Percent}% {Pace}";

    /// <summary>Such as <c>12.3 MB/s ETA 0:12 from 4 peers</c>.</summary>
    public string Pace => Commands.Pace.Of(Rate, TotalBytes - (Progress?.VerifiedBytes ?? 0), Progress?.Swarm.Sources ?? 0);
}
