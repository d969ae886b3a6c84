using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.App.Plumbing;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare make-torrent</c> was asked for.</summary>
/// <param name="Content">Path of the file or folder itself.</param>
/// <param name="Torrent">Path of the torrent file to write.</param>
internal sealed record MakeTorrentOptions(string Content, string Torrent)
{
    /// <summary>In bytes; a power of two.</summary>
    public long PieceLength { get; init; } = 512 * 1024;

    /// <summary>Peers come from the trackers only (BEP 27).</summary>
    public bool Private { get; init; }

    /// <summary>Written into the torrent, one tier each (BEP 12).</summary>
    public IReadOnlyList<Uri> Trackers { get; init; } = [];

    /// <summary>Path of the root certificate that the peers' certificates must be signed by, as PEM; null: connections are plain.</summary>
    public string? SslCertificate { get; init; }
}

/// <summary><c>peershare make-torrent</c>: describes a file or folder so that others can fetch it.</summary>
internal static class MakeTorrentCommand
{
    public static Command Build(CommandContext context)
    {
        var content = Parameter.Text("path", "The file or folder to describe");
        var torrent = Parameter.Text("out.torrent", "The torrent file to write");
        var pieceLength = Parameter.Choice<long>("--piece-length", "SIZE", "Length of a piece: a power of two from 16KB to 64MB (512KB)", Sizes.TryParsePieceLength);
        var v1 = Parameter.Flag("--v1", "SHA-1 pieces, which every client reads (always so in this version)");
        var isPrivate = Parameter.Flag("--private", "Peers come from the trackers only");
        var trackers = Parameter.TrackerAddresses("Announce here; may be given several times");
        var sslCertificate = Parameter.File("--ssl-cert", "Encrypt, and let in only peers with certificates signed by this root (PEM)");
        var command = new DocumentedCommand(
            "make-torrent",
            "Writes a torrent of a file or folder.",
            "peershare make-torrent film.mkv film.torrent",
            "peershare make-torrent photos photos.torrent --piece-length 1MB --tracker http://tracker.example:6969/announce")
        {
            content, torrent, pieceLength, v1, isPrivate, trackers, sslCertificate,
        };
        return command.Runs(context, Bind, RunAsync);

        MakeTorrentOptions Bind(ParseResult typed)
        {
            var defaults = new MakeTorrentOptions(typed.GetRequiredValue(content), typed.GetRequiredValue(torrent));
            return defaults with
            {
                PieceLength = typed.GetValue(pieceLength) ?? defaults.PieceLength,
                Private = typed.GetValue(isPrivate),
                Trackers = typed.GetValue(trackers) ?? [],
                SslCertificate = typed.GetValue(sslCertificate),
            };
        }
    }

    internal static async Task<int> RunAsync(CommandContext context, MakeTorrentOptions options, CancellationToken stopping)
    {
        if (!Directory.Exists(options.Content))
        {
            ReadableFile.Check(options.Content);
        }

        await new TorrentMaking(context, options).RunAsync(stopping);
        return ExitCode.Done;
    }
}
