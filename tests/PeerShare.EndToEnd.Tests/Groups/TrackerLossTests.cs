using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>A tracker that goes away.</summary>
public sealed class TrackerLossTests : GroupTest
{
    [Fact]
    public async Task A_tracker_that_is_killed_and_started_again_knows_everything_and_downloads_go_on()
    {
        await Stage.FileAsync("film.bin", 8_000_000);
        await StartMemberAsync("alice", "alice", "--upload-rate", "2MB");
        await StartMemberAsync("bob", "alice");
        await TellAsync("alice", "upload_file", "film.bin", Group);
        await TellAsync("bob", "download_file", Group, "film.bin", "copy.bin");

        await KillAsync("tracker");
        await RefusedAsync("bob", @"cannot be reached \(Connection refused\); start it", "list_files", Group);
        await StartTrackerAsync();

        await TellAsync("bob", "wait", "60");
        (await TellAsync("bob", "list_files", Group)).ShouldStartWith("film.bin\t8000000\t");
    }
}
