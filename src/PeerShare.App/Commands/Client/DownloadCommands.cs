using System.Globalization;
using PeerShare.App.Sharing;

namespace PeerShare.App.Commands.Client;

/// <summary>Downloads: they run in the background until they are complete, paused or cancelled.</summary>
internal static class DownloadCommands
{
    private static readonly CommandWord Group = new("group_id", WordKind.Group);
    private static readonly CommandWord File = new("filename", WordKind.File);

    public static IReadOnlyList<NodeCommand> All { get; } =
    [
        new("download_file", "Fetches a file from everybody who has it, into a folder or under a new name.",
            [Group, File, new("destination_path", WordKind.Path)], DownloadAsync),
        new("show_downloads", "Shows downloads: [D] running, [C] complete, [P] paused, [E] failed.", [], ShowAsync),
        new("pause_download", "Pauses a download.", [Group, File], PauseAsync),
        new("resume_download", "Goes on with a download that was paused or has failed.", [Group, File], ResumeAsync),
        new("cancel_download", "Ends a download and deletes what is there of it.", [Group, File], CancelAsync),
        new("wait", "Waits until nothing is downloading; fails when a download has failed or the time is up.", [new("seconds", IsOptional: true)], WaitAsync),
    ];

    private static async Task DownloadAsync(CommandCall call, CancellationToken stopping)
    {
        var (group, name, path) = (call.Words[0], call.Words[1], call.Words[2]);
        var holding = await Downloading.BeginAsync(call.Node, group, name, call.PathOf(path), stopping);
        call.Answer($"downloading {name} to {path}", writer =>
        {
            FileCommands.WriteFile(writer, group, name);
            writer.WriteString("path", holding.Record.Path);
            writer.WriteNumber("bytes", holding.Torrent.Layout.TotalLength);
        });
    }

    private static Task ShowAsync(CommandCall call, CancellationToken stopping)
    {
        var downloads = call.Node.Demand().Holdings.Downloads.Select(DownloadState.Of).ToList();
        foreach (var download in downloads)
        {
            call.Context.Out.WriteLine(download.ToString());
            call.Context.Json.Emit("download", download.Write);
        }

        call.Context.Json.SetResult(writer => writer.WriteNumber("count", downloads.Count));
        return Task.CompletedTask;
    }

    private static Task PauseAsync(CommandCall call, CancellationToken stopping)
    {
        var holding = Find(call, out var group, out var name);
        if (holding.Record.State is not (HoldingState.Downloading or HoldingState.Paused))
        {
            throw new CommandFailure($"{name} in {group} is {DownloadState.Of(holding).Word}; only a running download can be paused");
        }

        holding.Pause();
        call.Answer($"paused {name} in {group}", writer => FileCommands.WriteFile(writer, group, name));
        return Task.CompletedTask;
    }

    private static async Task ResumeAsync(CommandCall call, CancellationToken stopping)
    {
        var holding = Find(call, out var group, out var name);
        switch (holding.Record.State)
        {
            case HoldingState.Failed:
                await call.Node.Demand().Holdings.RestartAsync(holding);
                break;
            case HoldingState.Downloading or HoldingState.Paused:
                holding.Resume();
                break;
            default:
                throw new CommandFailure($"{name} in {group} is complete");
        }

        call.Answer($"resumed {name} in {group}", writer => FileCommands.WriteFile(writer, group, name));
    }

    private static async Task CancelAsync(CommandCall call, CancellationToken stopping)
    {
        var holding = Find(call, out var group, out var name);
        if (holding.Record.State is HoldingState.Sharing or HoldingState.Kept)
        {
            throw new CommandFailure($"{name} in {group} is complete; stop_share ends sharing it");
        }

        var isHalf = holding.Record.Stamps is null && holding.HasWritten;
        await call.Node.Demand().Holdings.ForgetAsync(holding);
        if (isHalf)
        {
            holding.DeleteContent();
        }

        call.Answer($"cancelled {name} in {group}", writer => FileCommands.WriteFile(writer, group, name));
    }

    private static async Task WaitAsync(CommandCall call, CancellationToken stopping)
    {
        var patience = call.Words is [var typed] ? PatienceOf(typed) : Timeout.InfiniteTimeSpan;
        await new Waiting(call.Context, call.Node.Demand().Holdings, call.Node.Time).RunAsync(patience, stopping);
        call.Context.Json.SetResult(writer => writer.WriteString("message", "nothing is downloading"));
    }

    private static TimeSpan PatienceOf(string typed) =>
        double.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= TimeSpan.FromDays(30).TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new CommandFailure($"'{typed}' is not a number of seconds; write such as: wait 60");

    private static Holding Find(CommandCall call, out string group, out string name)
    {
        (group, name) = (call.Words[0], call.Words[1]);
        return call.Node.Demand().Holdings.Find(group, name) is { Record.IsDownload: true } holding
            ? holding
            : throw new CommandFailure($"{name} in {group} is not among the downloads; show_downloads lists them");
    }
}
