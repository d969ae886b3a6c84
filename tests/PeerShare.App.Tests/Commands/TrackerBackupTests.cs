using System.Text.Json;
using PeerShare.Tracker;

namespace PeerShare.App.Tests.Commands;

/// <summary>The exact words of <c>tracker backup</c> and <c>tracker restore</c>.</summary>
public sealed class TrackerBackupTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    private string Tracker => Path.Combine(folder.Path, "tracker");

    private string File => Path.Combine(folder.Path, "b.backup");

    private string Restored => Path.Combine(folder.Path, "restored");

    public async ValueTask InitializeAsync()
    {
        await using var tracker = await TrackerHost.StartAsync(new TrackerOptions(Tracker) { PasswordIterations = 1 }, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Without_the_key_a_backup_says_so_and_its_restoring_says_what_is_lost()
    {
        var backup = await Shell.RunAsync("tracker", "backup", Tracker, File);
        backup.ShouldBe(new Shell(0, $"backed up {Tracker} to {File} ({BytesOfRecords:N0} B, without the cluster's key)\n", ""));

        var restore = await Shell.RunAsync("tracker", "restore", File, Restored);
        restore.ExitCode.ShouldBe(0);
        restore.Out.ShouldMatch($@"^restored {Restored} from {File} \({BytesOfRecords:N0} B of \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)\n$");
        restore.Error.ShouldBe(
            "warning: the backup has no cluster key. Put the key file beside the list before the first start (tracker_info.txt.key, from another tracker or from where "
            + "you keep it). Without it a new key is made: everybody has to log in again, and the keys of encrypted groups cannot be opened until the old key file is put back\n");
    }

    [Fact]
    public async Task With_the_key_both_say_that_it_is_there()
    {
        (await Shell.RunAsync("tracker", "backup", Tracker, File, "--with-key")).Out.ShouldEndWith(" B, with the cluster's key: keep it secret)\n");
        var restore = await Shell.RunAsync("tracker", "restore", File, Restored);
        restore.Error.ShouldBe("");
        restore.Out.ShouldEndWith("\nthe cluster's key is in it too; a tracker whose list has no key file takes it from there\n");
    }

    [Fact]
    public async Task Json_tells_how_far_it_is_and_what_there_is()
    {
        var backup = await Shell.RunAsync("tracker", "backup", Tracker, File, "--with-key", "--json");
        var lines = backup.Out.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Select(line => line.GetProperty("event").GetString()).ShouldBe(["copying", "checking", "result"]);
        lines[^1].GetProperty("bytes").GetInt64().ShouldBe(BytesOfRecords);
        lines[^1].GetProperty("has_key").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_one_line()
    {
        (await Shell.RunAsync("tracker", "backup", folder.Path, File)).ShouldBe(
            new Shell(1, "", $"error: {folder.Path} is no tracker's folder; name the one that its --data says (tracker-<number>)\n"));
        (await Shell.RunAsync("tracker", "restore", File, Restored)).ShouldBe(new Shell(1, "", $"error: there is no file {File}; check its name and folder\n"));
        System.IO.File.WriteAllText(File, "no backup");
        (await Shell.RunAsync("tracker", "backup", Tracker, File)).ShouldBe(
            new Shell(1, "", $"error: {File} is there already, and is not overwritten; name another file\n"));
        (await Shell.RunAsync("tracker", "restore", File, Restored)).ShouldBe(
            new Shell(1, "", $"error: {File} is no backup, or its end is missing; name a file that 'peershare tracker backup' made\n"));
        (await Shell.RunAsync("tracker", "backup", Tracker)).ShouldBe(new Shell(2, "", "error: <file> missing\nsee: peershare tracker backup --help\n"));
    }

    private long BytesOfRecords => new FileInfo(Path.Combine(Tracker, "records.db")).Length;
}
