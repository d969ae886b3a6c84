using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>Destinations without room or that cannot be written.</summary>
public sealed class DiskTests : GroupTest
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task A_destination_without_room_is_refused_and_running_downloads_count()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=5m");
        await Stage.FileAsync("three.bin", 3 * MiB);
        await Stage.FileAsync("four.bin", 4 * MiB);
        await Stage.FileAsync("six.bin", 6 * MiB);
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        foreach (var name in new[] { "three.bin", "four.bin", "six.bin" })
        {
            await TellAsync("alice", "upload_file", name, Group);
        }

        await RefusedAsync("bob", "^error: .*disk has [0-9,]+ B free and six.bin needs 6,291,456 B; ", "download_file", Group, "six.bin", disk);
        await TellAsync("alice", "logout");
        await TellAsync("bob", "download_file", Group, "four.bin", disk);
        await RefusedAsync("bob", "free, other downloads still need 4,194,304 B of it, and three.bin needs 3,145,728 B; ", "download_file", Group, "three.bin", disk);
        await TellAsync("bob", "cancel_download", Group, "four.bin");
        await TellAsync("bob", "download_file", Group, "three.bin", disk);
        await TellAsync("alice", "login", "alice", "pw");
        await TellAsync("bob", "wait", "60");
    }

    [Fact]
    public async Task Of_two_downloads_at_the_same_moment_for_which_there_is_no_room_together_one_is_refused()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=5m");
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        foreach (var name in new[] { "three.bin", "four.bin" })
        {
            await Stage.FileAsync(name, (name == "four.bin" ? 4 : 3) * MiB);
            await TellAsync("alice", "upload_file", name, Group);
        }

        await TellAsync("alice", "logout");
        var tried = await Task.WhenAll(
            TryAsync("bob", "download_file", Group, "three.bin", disk),
            TryAsync("bob", "download_file", Group, "four.bin", disk));

        tried.Select(one => one.ExitCode).Order().ShouldBe([0, 1]);
        tried.Single(one => one.ExitCode == 1).Error.ShouldHaveSingleItem().ShouldContain("free, other downloads still need");
    }

    [Fact]
    public async Task A_disk_that_fills_up_pauses_the_download_with_the_reason_until_it_is_resumed()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=5m");
        var film = await Stage.FileAsync("film.bin", 4 * MiB);
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        await TellAsync("alice", "upload_file", "film.bin", Group);
        await TellAsync("alice", "logout");
        await TellAsync("bob", "download_file", Group, "film.bin", disk);
        var ballast = Path.Combine(disk, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[3 * MiB], TestContext.Current.CancellationToken);

        await TellAsync("alice", "login", "alice", "pw");
        await RefusedAsync("bob", "^error: film.bin in g1 paused: .*(full|space).*; resume_download tries again", "wait", "60");
        (await TellAsync("bob", "show_downloads")).ShouldMatch(@"^\[P\] \[g1\] film.bin [0-9]+% .*(full|space)");
        File.Delete(ballast);

        await TellAsync("bob", "resume_download", Group, "film.bin");
        await TellAsync("bob", "wait", "60");
        (await File.ReadAllBytesAsync(Path.Combine(disk, "film.bin"), TestContext.Current.CancellationToken)).ShouldBe(film);
    }

    [Fact]
    public async Task A_destination_that_is_read_only_is_refused()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=1m,ro");
        await Stage.FileAsync("film.bin", 10);
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        await TellAsync("alice", "upload_file", "film.bin", Group);

        await RefusedAsync("bob", "^error: .*disk cannot be written; give another destination$", "download_file", Group, "film.bin", disk);
        (await TellAsync("bob", "show_downloads")).ShouldBeEmpty();
    }
}
