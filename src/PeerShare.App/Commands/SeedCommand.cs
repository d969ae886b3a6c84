using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.App.Plumbing;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare seed</c> was asked for.</summary>
/// <param name="Torrent">Path of the torrent file.</param>
/// <param name="Dir">The folder that the content is in.</param>
internal sealed record SeedOptions(string Torrent, string Dir)
{
    public ListenAddress Listen { get; init; } = ListenAddress.Any;

    /// <summary>Beside those that the torrent names.</summary>
    public IReadOnlyList<Uri> Trackers { get; init; } = [];

    /// <summary>Do not check the content first.</summary>
    public bool Trust { get; init; }

    /// <summary>For torrents with a root certificate.</summary>
    public ShownCertificate Certificate { get; init; } = new(null, null);

    /// <summary>Bytes a second; null without a limit.</summary>
    public long? UploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? PeerUploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? DownloadRate { get; init; }
}

/// <summary><c>peershare seed</c>: serves content that is complete.</summary>
internal static class SeedCommand
{
    public static Command Build(CommandContext context)
    {
        var torrent = Parameter.Text("torrent", "The torrent file");
        var dir = Parameter.Text("dir", "The folder that the content is in");
        var listen = Parameter.Listen();
        var trackers = Parameter.TrackerAddresses("Announce here too; may be given several times");
        var trust = Parameter.Flag("--trust", "Do not check the content first");
        var certificate = Parameter.Certificate();
        var key = Parameter.Key();
        var uploadRate = Parameter.UploadRate();
        var peerUploadRate = Parameter.PeerUploadRate();
        var downloadRate = Parameter.DownloadRate();
        var command = new DocumentedCommand(
            "seed",
            "Serves the content of a torrent until stopped.",
            "peershare seed film.torrent films",
            "peershare seed film.torrent films --listen 192.168.1.7:6881 --upload-rate 5MB")
        {
            torrent, dir, listen, trackers, trust, certificate, key, uploadRate, peerUploadRate, downloadRate,
        };
        return command.Runs(context, Bind, RunAsync);

        SeedOptions Bind(ParseResult typed) => new(typed.GetRequiredValue(torrent), typed.GetRequiredValue(dir))
        {
            Listen = typed.GetValue(listen) ?? ListenAddress.Any,
            Trackers = typed.GetValue(trackers) ?? [],
            Trust = typed.GetValue(trust),
            Certificate = new ShownCertificate(typed.GetValue(certificate), typed.GetValue(key)),
            UploadRate = typed.GetValue(uploadRate),
            PeerUploadRate = typed.GetValue(peerUploadRate),
            DownloadRate = typed.GetValue(downloadRate),
        };
    }

    internal static async Task<int> RunAsync(CommandContext context, SeedOptions options, CancellationToken stopping)
    {
        await new Seeding(context, options).RunAsync(stopping);
        return ExitCode.Done;
    }
}
