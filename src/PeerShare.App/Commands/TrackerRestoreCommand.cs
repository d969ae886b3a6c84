using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PeerShare.App.Parsing;
using PeerShare.Tracker.Operating;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare tracker restore</c> was asked for.</summary>
/// <param name="File">A backup.</param>
/// <param name="Folder">Of a tracker to be.</param>
internal sealed record TrackerRestoreOptions(string File, string Folder);

/// <summary><c>peershare tracker restore</c>: a tracker's folder of a backup.</summary>
internal static class TrackerRestoreCommand
{
    private const string WithKey =
        "the cluster's key is in it too; a tracker whose list has no key file takes it from there";

    private const string WithoutKey =
        "the backup has no cluster key. Put the key file beside the list before the first start (tracker_info.txt.key, from another tracker "
        + "or from where you keep it). Without it a new key is made: everybody has to log in again, and the keys of encrypted groups cannot be "
        + "opened until the old key file is put back";

    public static Command Build(CommandContext context)
    {
        var file = Parameter.Text("file", "A backup");
        var folder = Parameter.Text("dir", "The tracker's folder, without records so far");
        var command = new DocumentedCommand(
            "restore",
            "Makes a tracker's folder of a backup; what was written since comes back from its mirrors.",
            "peershare tracker restore monday.backup tracker-1")
        {
            file, folder,
        };
        return command.Runs(context, typed => new TrackerRestoreOptions(typed.GetRequiredValue(file), typed.GetRequiredValue(folder)), RunAsync);
    }

    internal static Task<int> RunAsync(CommandContext context, TrackerRestoreOptions options, CancellationToken stopping)
    {
        var file = ReadableFile.Check(options.File);
        var line = new PercentLine(context);
        BackupReport report;
        try
        {
            report = Backup.Restore(file.FullName, options.Folder, line, stopping);
        }
        finally
        {
            line.End();
        }

        Say(context, options, report);
        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>The fields of a result.</summary>
    internal static void Write(this BackupReport report, Utf8JsonWriter writer)
    {
        writer.WriteNumber("bytes", report.Bytes);
        writer.WriteBoolean("has_key", report.HasKey);
        writer.WriteString("made", report.Made);
    }

    private static void Say(CommandContext context, TrackerRestoreOptions options, BackupReport report)
    {
        var made = report.Made.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        context.Json.SetResult(report.Write);
        context.Out.WriteLine($"restored {options.Folder} from {options.File} ({Sizes.Format(report.Bytes)} of {made} UTC)");
        if (report.HasKey)
        {
            context.Out.WriteLine(WithKey);
        }
        else
        {
            context.Error.WriteLine($"warning: {WithoutKey}");
        }
    }
}
