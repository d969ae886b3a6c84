using System.Globalization;
using PeerShare.App.Parsing;
using PeerShare.App.Sharing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Commands.Client;

/// <summary>The catalogue, and sharing files in it.</summary>
internal static class FileCommands
{
    private static readonly CommandWord Group = new("group_id", WordKind.Group);
    private static readonly CommandWord File = new("filename", WordKind.File);

    public static IReadOnlyList<NodeCommand> All { get; } =
    [
        new("list_files", "Lists a group's files: name, size, sources online.", [Group], ListAsync),
        new("upload_file", "Shares a file or folder with a group.", [new("file_path", WordKind.Path), Group], UploadAsync),
        new("stop_share", "Stops sharing a file on this node.", [Group, File], StopAsync),
        new("remove_file", "Takes a file out of the group (its first sharer, or the group's owner).", [Group, File], RemoveAsync),
    ];

    private static async Task ListAsync(CommandCall call, CancellationToken stopping)
    {
        var files = await call.Node.AskAsync(token => call.Node.Tracker.ListFilesAsync(token, call.Words[0], stopping));
        Listing.Write(call.Context, "file", files.Select(file => EntryOf(file, call.Context.IsTerminal)));
    }

    private static ListEntry EntryOf(FileLine file, bool forPeople)
    {
        var size = forPeople ? Sizes.Format(file.Bytes) : file.Bytes.ToString(CultureInfo.InvariantCulture);
        return new ListEntry([file.Name, size, file.Sources.ToString(CultureInfo.InvariantCulture)], writer =>
        {
            writer.WriteString("name", file.Name);
            writer.WriteNumber("bytes", file.Bytes);
            writer.WriteNumber("sources", file.Sources);
            writer.WriteString("info_hash", file.InfoHash);
        });
    }

    private static async Task UploadAsync(CommandCall call, CancellationToken stopping)
    {
        var group = call.Words[1];
        var progress = new PercentLine(call.Context);
        Holding holding;
        try
        {
            holding = await new Uploading(call.Node, group, progress).RunAsync(call.PathOf(call.Words[0]), stopping);
        }
        finally
        {
            progress.End();
        }

        var layout = holding.Torrent.Layout;
        call.Answer($"sharing {holding.Record.Name} in {group} ({Sizes.Format(layout.TotalLength)}, {layout.PieceCount} pieces)", writer =>
        {
            writer.WriteString("name", holding.Record.Name);
            writer.WriteString("group", group);
            writer.WriteNumber("bytes", layout.TotalLength);
            writer.WriteNumber("pieces", layout.PieceCount);
            writer.WriteString("info_hash", holding.Torrent.InfoHash.ToString());
        });
    }

    /// <summary>Ends serving first: that must not wait for a tracker.</summary>
    private static async Task StopAsync(CommandCall call, CancellationToken stopping)
    {
        var (group, name) = (call.Words[0], call.Words[1]);
        var holdings = call.Node.Demand().Holdings;
        var held = holdings.Find(group, name);
        if (held is { Record.State: HoldingState.Downloading or HoldingState.Paused })
        {
            throw new CommandFailure($"{name} in {group} is still downloading; cancel_download ends that");
        }

        if (held is { Record.State: HoldingState.Sharing or HoldingState.Failed })
        {
            await holdings.StopSharingAsync(held);
        }

        await call.Node.AskAsync(token => call.Node.Tracker.FileAsync(Routes.StopShare, token, group, name, stopping));
        call.Answer($"stopped sharing {name} in {group}", writer => WriteFile(writer, group, name));
    }

    private static async Task RemoveAsync(CommandCall call, CancellationToken stopping)
    {
        var (group, name) = (call.Words[0], call.Words[1]);
        await call.Node.AskAsync(token => call.Node.Tracker.FileAsync(Routes.RemoveFile, token, group, name, stopping));
        var holdings = call.Node.Demand().Holdings;
        if (holdings.Find(group, name) is { Record.State: HoldingState.Sharing } held)
        {
            await holdings.StopSharingAsync(held);
        }

        call.Answer($"removed {name} from {group}", writer => WriteFile(writer, group, name));
    }

    internal static void WriteFile(System.Text.Json.Utf8JsonWriter writer, string group, string name)
    {
        writer.WriteString("group", group);
        writer.WriteString("name", name);
    }
}
