using System.Net;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Tests;

namespace PeerShare.EndToEnd.Tests.Trackers;

/// <summary>A tracker whose disk is full: it says so to whoever writes, answers whoever reads, and goes on when there is room.</summary>
public sealed class TrackerDiskTests : StagedTest
{
    private const string Refused = "the tracker cannot write to its disk (database or disk is full); tell whoever runs it";

    [Fact]
    public async Task Nothing_is_half_written_and_reading_goes_on()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=4m");
        var data = Path.Combine(disk, "tracker");
        var (tracker, alice) = await Stage.StartTrackerAsync(data);
        using var client = alice;
        (await alice.CreateUserAsync("alice")).ShouldBe("");
        (await alice.LoginAsync("alice")).ShouldBe("");
        var ballast = Path.Combine(disk, "ballast");
        await SmallDisk.FillAsync(ballast);
        var groups = new List<string>();
        var error = await CreateGroupsAsync(alice, groups, most: 5000);
        error.ShouldBe(Refused);

        (await alice.DoAsync(Routes.CreateUser, new NewUser(TestClient.FreshId(), "bob", "x"))).ShouldBe(Refused);
        (await NamesAsync(alice)).ShouldBe(groups);
        (await alice.LoginAsync("alice")).ShouldBe("");
        (await StatusAsync(alice, Routes.Ready, "{\"ready\":false,\"problem\":\"")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await StatusAsync(alice, Routes.Live)).ShouldBe(HttpStatusCode.NoContent);

        File.Delete(ballast);
        (await CreateGroupsAsync(alice, groups, most: 50)).ShouldBe("");
        (await StatusAsync(alice, Routes.Ready)).ShouldBe(HttpStatusCode.OK);
        await tracker.KillAsync();
        var (_, again) = await Stage.StartTrackerAsync(data);
        using var after = again;
        (await after.LoginAsync("alice")).ShouldBe("");
        (await NamesAsync(after)).ShouldBe(groups);
        (await after.LoginAsync("bob")).ShouldBe("wrong user or password");
    }

    [Fact]
    public async Task A_tracker_that_finds_no_room_at_its_start_says_so()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=64k");
        await SmallDisk.FillAsync(Path.Combine(disk, "ballast"));
        await File.WriteAllTextAsync(Stage.In("tracker_info.txt"), "127.0.0.1:1\n", TestContext.Current.CancellationToken);

        var tracker = await Stage.RunAsync("tracker", "tracker_info.txt", "1", "--data", Path.Combine(disk, "tracker"), "--listen", "127.0.0.1:0");

        (await tracker.EndsAsync()).ShouldBe(1);
        tracker.Error.ShouldHaveSingleItem().ShouldMatch("^error: .*(space|full)");
    }

    /// <returns>"" or the first refusal.</returns>
    private static async Task<string> CreateGroupsAsync(TestClient alice, List<string> groups, int most)
    {
        for (var count = 0; count < most; count++)
        {
            var name = $"g{groups.Count:d5}";
            if (await alice.CreateGroupAsync(name, TestClient.FreshId()) is { Length: > 0 } error)
            {
                return error;
            }

            groups.Add(name);
        }

        return "";
    }

    private static async Task<IEnumerable<string>> NamesAsync(TestClient alice) =>
        (await alice.AskAsync<GroupLine[]>(Routes.ListGroups)).Select(group => group.Name);

    private static async Task<HttpStatusCode> StatusAsync(TestClient alice, string route, string says = "")
    {
        using var response = await alice.Http.GetAsync(new Uri(route, UriKind.Relative), TestContext.Current.CancellationToken);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldStartWith(says);
        return response.StatusCode;
    }
}
