using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>A tracker whose disk is full.</summary>
public sealed class FullTrackerTests : GroupTest
{
    private string? disk;

    private protected override async Task<string> TrackerFolderAsync() => Path.Combine(disk ??= await SmallDisk.MountAsync(Stage, "disk", "size=4m"), "tracker");

    [Fact]
    public async Task What_it_cannot_keep_is_refused_with_the_reason_and_works_when_there_is_room()
    {
        await StartMemberAsync("alice", "alice");
        var ballast = Path.Combine(disk!, "ballast");
        await SmallDisk.FillAsync(ballast);

        await UntilAsync(async () => await (await TryAsync("alice", "create_group", Guid.NewGuid().ToString("N"))).EndsAsync() == 1);
        await RefusedAsync("alice", "^error: the tracker cannot write to its disk .*full", "create_group", "g2");
        File.Delete(ballast);

        await TellAsync("alice", "create_group", "g2");
        (await TellAsync("alice", "list_groups")).ShouldContain("g2\t1\towner");
    }
}
