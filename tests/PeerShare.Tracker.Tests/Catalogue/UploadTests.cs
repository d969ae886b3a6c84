using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Tests.Hosting;

namespace PeerShare.Tracker.Tests.Catalogue;

/// <summary>Who uploads slowly on purpose is in nobody's way but their own.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const int AtOnce = 8;
    private const int OfUser = 2;

    private readonly List<IDisposable> slow = [];
    private TrackerStage stage = null!;
    private TestClient[] users = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        users = await stage.UsersAsync("alice", "bob", "carol", "dave", "erin");
        await users[0].CreateGroupAsync("g1", users[1..]);
    }

    public async ValueTask DisposeAsync()
    {
        slow.ForEach(upload => upload.Dispose());
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task The_third_of_a_user_waits_and_others_do_not()
    {
        await HoldUpAsync(users[0]);
        var third = ShareAsync(users[0], "third");

        (await ShareAsync(users[1], "film")).ShouldBe("");
        third.IsCompleted.ShouldBeFalse();
        slow[0].Dispose();
        (await third).ShouldBe("");
    }

    [Fact]
    public async Task Eight_are_read_at_a_time_and_the_next_when_one_has_ended()
    {
        foreach (var user in users.Take(AtOnce / OfUser))
        {
            await HoldUpAsync(user);
        }

        var next = ShareAsync(users[^1], "film");
        (await users[^1].FilesAsync("g1")).ShouldBe("");
        next.IsCompleted.ShouldBeFalse();
        slow[0].Dispose();
        (await next).ShouldBe("");
    }

    private async Task HoldUpAsync(TestClient user)
    {
        for (var upload = 0; upload < OfUser; upload++)
        {
            slow.Add(await RawCaller.HoldUpAsync(stage.Host.Endpoint, Routes.ShareFile, user.Session!.Token));
        }
    }

    private static Task<string> ShareAsync(TestClient user, string name) => user.DoAsync(Routes.ShareFile, Content.Offer("g1", name));
}
