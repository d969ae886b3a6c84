
namespace PeerShare.App.Tests.Client;

/// <summary>Clients whose trackers are not those that they know.</summary>
public sealed class TrackerTrustTests : IAsyncDisposable
{
    private readonly TrackerCluster cluster = new();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_tracker_that_comes_back_with_another_root_is_refused_until_the_pin_is_deleted()
    {
        await cluster.StartAsync(0);
        await using (var alice = await StartAsync())
        {
            (await alice.TellAsync("create_user alice pw")).ShouldBe("user alice created");
            await cluster.StopAsync(0);
            await cluster.StartAsync(0, key: "other.key");

            (await alice.TellAsync("login alice pw")).ShouldMatch(
                $"^error: [^\n]*the tracker at {cluster.AddressOf(0)} is not used: the root sha256:[0-9a-f]{{64}} vouches for it, "
                + "but at the first use of trackers the root sha256:[0-9a-f]{64} did; [^\n]*$");
            (await alice.TellAsync("trackers")).ShouldContain($"{cluster.AddressOf(0)}\tdown");
        }

        await using (var again = await StartAsync())
        {
            (await again.TellAsync("login alice pw")).ShouldContain("is not used: the root");
        }

        File.Delete(cluster.In("client/tracker-pin"));
        await using var accepting = await StartAsync();
        (await accepting.TellAsync("login alice pw")).ShouldBe("logged in as alice");
    }

    [Fact]
    public async Task A_tracker_that_is_learned_of_and_has_another_root_is_not_used_and_trackers_says_why()
    {
        await cluster.StartAsync(0);
        await cluster.StartAsync(1, key: "other.key");
        await using var alice = await StartAsync();
        var learned = "";
        await ClientStage.UntilAsync(async () =>
            (learned = (await alice.TellAsync("trackers")).Split('\n').SingleOrDefault(line => line.Contains("is not used", StringComparison.Ordinal)) ?? "").Length > 0);

        learned.ShouldStartWith($"{cluster.AddressOf(1)}\tdown");
        learned.ShouldContain("the root sha256:");
        (await alice.TellAsync("create_user alice pw")).ShouldBe("user alice created");
    }

    private Task<StagedClient> StartAsync() => StagedClient.StartAsync([cluster.AddressOf(0)], cluster.In("client"));
}
