using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Mirrors;

public sealed class BackupTests : StagedTest
{
    [Fact]
    public async Task A_backup_that_was_made_while_writes_went_on_has_all_that_was_answered_before_and_catches_up()
    {
        using var pair = new Pair(Stage);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1));
        await pair.UntilAlikeAsync();
        await pair.LoginAsync();
        await using var writing = new Writing(pair);
        await Stage.UntilAsync("some writes are answered", () => writing.Acknowledged.Count >= 40);

        string[] before = [.. writing.Acknowledged];
        var backup = await Stage.RunAsync("tracker", "backup", "tracker-1", "b.backup", "--with-key");
        backup.ExitCode.ShouldBe(0, string.Join('\n', backup.Error));
        backup.Out.ShouldHaveSingleItem().ShouldMatch("^backed up tracker-1 to b.backup \\([0-9,]+ B, with the cluster's key: keep it secret\\)$");
        var later = writing.Acknowledged.Count + 40;
        await Stage.UntilAsync("writes go on after the backup", () => writing.Acknowledged.Count >= later);
        await writing.DisposeAsync();
        await pair[0].KillAsync();
        await pair[1].KillAsync();

        Directory.Delete(Stage.In("tracker-1"), recursive: true);
        File.Delete(Stage.In("tracker_info.txt.key"));
        var restore = await Stage.RunAsync("tracker", "restore", "b.backup", "elsewhere");
        restore.ExitCode.ShouldBe(0, string.Join('\n', restore.Error));
        await pair.StartAsync(0, "--data", "elsewhere");
        var there = await pair.GroupsAsync(0);
        before.Where(name => !there.Contains(name)).ShouldBeEmpty("lost from the backup");

        await pair.StartAsync(1);
        await pair.UntilAlikeAsync();
        foreach (var tracker in new[] { 0, 1 })
        {
            there = await pair.GroupsAsync(tracker);
            writing.Acknowledged.Where(name => !there.Contains(name)).ShouldBeEmpty($"lost on tracker {tracker + 1}");
        }
    }

    [Fact]
    public async Task A_backup_without_room_for_it_says_so_and_leaves_nothing()
    {
        using var pair = new Pair(Stage);
        await pair.StartAsync(0);
        await pair[0].KillAsync();
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=16k");

        var backup = await Stage.RunAsync("tracker", "backup", "tracker-1", Path.Combine(disk, "b.backup"));
        backup.ExitCode.ShouldBe(1);
        backup.Error.ShouldHaveSingleItem().ShouldMatch("^error: tracker-1 cannot be copied to .*b.backup .*(full|space)");
        Directory.GetFiles(disk).ShouldBeEmpty();

        await Stage.RunAsync("tracker", "backup", "tracker-1", "b.backup");
        var restore = await Stage.RunAsync("tracker", "restore", "b.backup", Path.Combine(disk, "tracker"));
        restore.ExitCode.ShouldBe(1);
        restore.Error.ShouldHaveSingleItem().ShouldMatch("^error: .*(full|space)");
        Directory.GetFiles(Path.Combine(disk, "tracker"), "records*").ShouldBeEmpty();
    }
}
