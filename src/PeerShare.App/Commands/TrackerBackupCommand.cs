using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.Tracker.Operating;

namespace PeerShare.App.Commands;

/// <summary><c>peershare tracker backup</c>: one file of all that a tracker has, while it runs or not.</summary>
internal static class TrackerBackupCommand
{
    public static Command Build(CommandContext context)
    {
        var folder = Parameter.Text("dir", "The tracker's folder");
        var file = Parameter.Text("file", "The backup to write");
        var withKey = Parameter.Flag("--with-key", "With the cluster's key: keep the file as secret as the key");
        var key = Parameter.File("--key", "Where the key is (where the tracker had it when it last started)");
        var command = new DocumentedCommand(
            "backup",
            "Writes all that a tracker has into one file, while the tracker runs or not.",
            "peershare tracker backup tracker-1 monday.backup",
            "peershare tracker backup tracker-1 monday.backup --with-key")
        {
            folder, file, withKey, key,
        };
        return command.Runs(context, Bind, RunAsync);

        BackupOrder Bind(ParseResult typed) => new(typed.GetRequiredValue(folder), typed.GetRequiredValue(file))
        {
            WithKey = typed.GetValue(withKey) || typed.GetValue(key) is not null,
            Key = typed.GetValue(key),
            TimeProvider = context.TimeProvider,
        };
    }

    internal static Task<int> RunAsync(CommandContext context, BackupOrder order, CancellationToken stopping)
    {
        var line = new PercentLine(context);
        BackupReport report;
        try
        {
            report = Backup.Make(order, line, stopping);
        }
        finally
        {
            line.End();
        }

        context.Json.SetResult(report.Write);
        context.Out.WriteLine(
            $"backed up {order.Folder} to {order.File} ({Sizes.Format(report.Bytes)}, {(report.HasKey ? "with the cluster's key: keep it secret" : "without the cluster's key")})");
        return Task.FromResult(ExitCode.Done);
    }
}
