using System.CommandLine;
using System.Text.Json;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare inspect</c> was asked for.</summary>
/// <param name="Torrent">Path of a torrent file, or a magnet link.</param>
internal sealed record InspectOptions(string Torrent);

/// <summary><c>peershare inspect</c>: says what a torrent holds and whether it may be used.</summary>
internal static class InspectCommand
{
    public static Command Build(CommandContext context)
    {
        var torrent = TorrentSource.Argument();
        var command = new DocumentedCommand(
            "inspect",
            "Says what a torrent holds; fails when it must not be used.",
            "peershare inspect film.torrent",
            "peershare inspect film.torrent --json")
        {
            torrent,
        };
        return command.Runs(context, typed => new InspectOptions(typed.GetRequiredValue(torrent)), RunAsync);
    }

    internal static Task<int> RunAsync(CommandContext context, InspectOptions options, CancellationToken stopping)
    {
        var problem = TorrentSource.IsMagnet(options.Torrent)
            ? Describe(context, TorrentSource.ReadMagnet(options.Torrent))
            : Describe(context, TorrentSource.ReadFile(options.Torrent));
        return problem is null ? Task.FromResult(ExitCode.Done) : throw new CommandFailure($"{options.Torrent} must not be used: {problem}");
    }

    private static string? Describe(CommandContext context, MagnetLink link)
    {
        Line(context, "name", link.Name ?? "(unknown until the first peer tells)");
        Line(context, "kind", "magnet link");
        Line(context, "info-hash", link.InfoHash.ToString());
        Lines(context, "tracker", link.Trackers);
        Lines(context, "peer", link.Peers);
        context.Json.SetResult(writer =>
        {
            writer.WriteString("name", link.Name);
            writer.WriteString("kind", "magnet");
            writer.WriteString("info_hash", link.InfoHash.ToString());
            Strings(writer, "trackers", link.Trackers);
            Strings(writer, "peers", link.Peers);
        });
        return null;
    }

    /// <returns>Why it must not be used, or null.</returns>
    private static string? Describe(CommandContext context, Torrent torrent)
    {
        var layout = torrent.Layout;
        var files = torrent.Files.Where(file => !file.IsPadding).ToList();
        Line(context, "name", torrent.Name);
        Line(context, "kind", KindOf(torrent));
        Lines(context, "info-hash", HashesOf(torrent));
        Line(context, "size", Sizes.Format(files.Sum(file => file.Length)));
        Line(context, "pieces", $"{layout.PieceCount} of {Sizes.Format(layout.PieceLength)}");
        Line(context, "private", torrent.IsPrivate ? "yes" : "no");
        Lines(context, "tracker", torrent.Trackers.SelectMany(tier => tier));
        Lines(context, "file", files.Select(file => $"{string.Join('/', file.Path)} ({Sizes.Format(file.Length)})"));
        context.Json.SetResult(writer => WriteFields(writer, torrent, files));
        return torrent.Unusable;
    }

    private static string KindOf(Torrent torrent) => torrent.Kind switch
    {
        TorrentKind.V1 => "v1",
        TorrentKind.V2 => "v2",
        _ => "hybrid",
    };

    private static IEnumerable<string> HashesOf(Torrent torrent) =>
        [.. torrent.Kind == TorrentKind.V2 ? [] : new[] { $"{torrent.InfoHash}" }, .. V2HashOf(torrent) is { } second ? new[] { second } : []];

    private static string? V2HashOf(Torrent torrent) =>
        torrent.V2InfoHash is { IsEmpty: false } hash ? Convert.ToHexStringLower(hash.Span) : null;

    private static void WriteFields(Utf8JsonWriter writer, Torrent torrent, List<TorrentFile> files)
    {
        writer.WriteString("name", torrent.Name);
        writer.WriteString("kind", KindOf(torrent));
        writer.WriteString("info_hash", torrent.Kind == TorrentKind.V2 ? null : torrent.InfoHash.ToString());
        writer.WriteString("info_hash_v2", V2HashOf(torrent));
        writer.WriteNumber("bytes", files.Sum(file => file.Length));
        writer.WriteNumber("pieces", torrent.Layout.PieceCount);
        writer.WriteNumber("piece_length", torrent.Layout.PieceLength);
        writer.WriteBoolean("private", torrent.IsPrivate);
        Strings(writer, "trackers", torrent.Trackers.SelectMany(tier => tier));
        writer.WriteStartArray("files");
        foreach (var file in files)
        {
            writer.WriteStartObject();
            writer.WriteString("path", string.Join('/', file.Path));
            writer.WriteNumber("bytes", file.Length);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Lines(CommandContext context, string name, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Line(context, name, value);
        }
    }

    private static void Line(CommandContext context, string name, string value) => context.Out.WriteLine($"{name,-10} {value}");
}
