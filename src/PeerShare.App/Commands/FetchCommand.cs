using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.App.Plumbing;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare fetch</c> was asked for.</summary>
/// <param name="Torrent">Path of a torrent file, or a magnet link.</param>
/// <param name="Dir">The folder that the content goes into; made when missing.</param>
internal sealed record FetchOptions(string Torrent, string Dir)
{
    public ListenAddress Listen { get; init; } = ListenAddress.Any;

    /// <summary>Peers that are known by hand.</summary>
    public IReadOnlyList<Address> Peers { get; init; } = [];

    /// <summary>Beside those that the torrent names.</summary>
    public IReadOnlyList<Uri> Trackers { get; init; } = [];

    /// <summary>Go on serving until stopped.</summary>
    public bool Seed { get; init; }

    /// <summary>For torrents with a root certificate.</summary>
    public ShownCertificate Certificate { get; init; } = new(null, null);

    /// <summary>Bytes a second; null without a limit.</summary>
    public long? UploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? PeerUploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? DownloadRate { get; init; }
}

/// <summary><c>peershare fetch</c>: gets the content of a torrent from whoever has it.</summary>
internal static class FetchCommand
{
    public static Command Build(CommandContext context)
    {
        var torrent = TorrentSource.Argument();
        var dir = Parameter.Text("dir", "The folder that the content goes into");
        var listen = Parameter.Listen();
        var peers = Parameter.Several<Address>("--peer", "HOST:PORT", "A peer to fetch from; may be given several times", Address.TryParse);
        var trackers = Parameter.TrackerAddresses("Announce here too; may be given several times");
        var seed = Parameter.Flag("--seed", "Go on serving when complete, until stopped");
        var certificate = Parameter.Certificate();
        var key = Parameter.Key();
        var uploadRate = Parameter.UploadRate();
        var peerUploadRate = Parameter.PeerUploadRate();
        var downloadRate = Parameter.DownloadRate();
        var command = new DocumentedCommand(
            "fetch",
            "Fetches the content of a torrent; ends when it is complete and verified.",
            "peershare fetch film.torrent films",
            "peershare fetch film.torrent films --peer 192.168.1.7:6881 --peer [::1]:6882 --seed")
        {
            torrent, dir, listen, peers, trackers, seed, certificate, key, uploadRate, peerUploadRate, downloadRate,
        };
        return command.Runs(context, Bind, RunAsync);

        FetchOptions Bind(ParseResult typed) => new(typed.GetRequiredValue(torrent), typed.GetRequiredValue(dir))
        {
            Listen = typed.GetValue(listen) ?? ListenAddress.Any,
            Peers = typed.GetValue(peers) ?? [],
            Trackers = typed.GetValue(trackers) ?? [],
            Seed = typed.GetValue(seed),
            Certificate = new ShownCertificate(typed.GetValue(certificate), typed.GetValue(key)),
            UploadRate = typed.GetValue(uploadRate),
            PeerUploadRate = typed.GetValue(peerUploadRate),
            DownloadRate = typed.GetValue(downloadRate),
        };
    }

    internal static async Task<int> RunAsync(CommandContext context, FetchOptions options, CancellationToken stopping)
    {
        if (File.Exists(options.Dir))
        {
            throw new CommandFailure($"{options.Dir} is a file; name a folder for the content");
        }

        await new Fetching(context, options).RunAsync(stopping);
        return ExitCode.Done;
    }
}
