using PeerShare.App.Tests.Tracking;

namespace PeerShare.App.Tests.Client;

/// <summary>Trackers that come and go while a client runs.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const string Group = "g1";

    private readonly TrackerCluster cluster = new();

    public async ValueTask InitializeAsync()
    {
        await cluster.StartAsync(0);
        await cluster.StartAsync(1);
        await cluster.UntilInStepAsync();
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task When_the_tracker_in_use_dies_the_next_command_succeeds_without_a_new_login()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync($"create_group {Group}");

        await cluster.StopAsync(UsedBy(alice));

        (await alice.TellAsync("list_groups")).ShouldBe($"{Group}\t1\towner");
        (await alice.TellAsync("create_group g2")).ShouldBe("group g2 created");
        (await alice.TellAsync("whoami")).ShouldBe("alice");
    }

    [Fact]
    public async Task A_download_goes_on_and_what_is_begun_during_the_outage_ends_too()
    {
        await using var alice = await StartAsAsync("alice", uploadRate: 2_000_000);
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync($"create_group {Group}");
        await JoinAsync(alice, bob);
        await alice.TellAsync($"upload_file {cluster.Sample("film", 4_000_000)} {Group}");
        await bob.TellAsync($"download_file {Group} film {cluster.In("film.copy")}");
        await ClientStage.UntilAsync(async () => !(await bob.TellAsync("show_downloads")).Contains(" 0%", StringComparison.Ordinal));

        await cluster.StopAsync(0);

        (await alice.TellAsync($"upload_file {cluster.Sample("song", 300_000)} {Group}")).ShouldStartWith("sharing song");
        (await bob.TellAsync($"download_file {Group} song {cluster.In("song.copy")}")).ShouldStartWith("downloading song");
        (await bob.TellAsync("wait 60")).ShouldBe("");
        File.ReadAllBytes(cluster.In("film.copy")).ShouldBe(File.ReadAllBytes(cluster.In("film")));
        File.ReadAllBytes(cluster.In("song.copy")).ShouldBe(File.ReadAllBytes(cluster.In("song")));
    }

    [Fact]
    public async Task A_third_tracker_joins_and_is_used_when_the_first_two_are_gone()
    {
        await using var alice = await StartAsAsync("alice", uploadRate: 2_000_000);
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync($"create_group {Group}");
        await JoinAsync(alice, bob);
        await alice.TellAsync($"upload_file {cluster.Sample("film", 2_000_000)} {Group}");

        await cluster.StartAsync(2);
        await KnowAsync(alice, 3);
        await KnowAsync(bob, 3);
        await cluster.StopAsync(0);
        await cluster.StopAsync(1);

        (await bob.TellAsync("list_groups")).ShouldBe($"{Group}\t2\tmember");
        (await bob.TellAsync($"download_file {Group} film {cluster.In("copy")}")).ShouldStartWith("downloading film");
        (await bob.TellAsync("wait 60")).ShouldBe("");
        (await bob.TellAsync("trackers")).Split('\n').Single(line => line.StartsWith(cluster.AddressOf(2), StringComparison.Ordinal)).ShouldContain("\tup\t");
    }

    [Fact]
    public async Task What_was_learned_is_remembered_when_the_list_is_of_no_use_any_more()
    {
        await using (var alice = await StartAsAsync("alice"))
        {
            await cluster.StartAsync(2);
            await KnowAsync(alice, 3);
            await ClientStage.UntilAsync(() => Task.FromResult(File.Exists(cluster.In("client-alice/trackers.json"))));
        }

        await cluster.StopAsync(0);
        await cluster.StopAsync(1);

        await using var again = await StartAsync("alice");
        (await again.TellAsync("create_group g2")).ShouldBe("group g2 created");
    }

    [Fact]
    public async Task Who_is_accepted_hears_of_it_from_a_tracker_that_joined_later()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync($"create_group {Group}");
        await bob.TellAsync($"join_group {Group}");
        await cluster.StartAsync(2);
        await KnowAsync(alice, 3);
        await KnowAsync(bob, 3);
        await cluster.StopAsync(0);
        await cluster.StopAsync(1);

        (await alice.TellAsync($"accept_request {Group} bob")).ShouldBe($"bob accepted into {Group}");

        await bob.HearsAsync($"you were accepted into {Group}");
    }

    [Fact]
    public async Task Who_started_while_no_tracker_could_be_asked_follows_what_happened_when_one_is_back()
    {
        await using var alice = await StartAsAsync("alice");
        await using (var bob = await StartAsAsync("bob"))
        {
            await alice.TellAsync($"create_group {Group}");
            await JoinAsync(alice, bob);
            (await bob.TellAsync($"upload_file {cluster.Sample("film", 100_000)} {Group}")).ShouldStartWith("sharing film");
        }

        (await alice.TellAsync($"remove_file {Group} film")).ShouldBe($"removed film from {Group}");
        await cluster.StopAsync(0);
        await cluster.StopAsync(1);
        await using var again = await StartAsync("bob");
        again.Host.Demand().Holdings.All.ShouldHaveSingleItem();

        await cluster.StartAsync(1);

        await ClientStage.UntilAsync(() => Task.FromResult(again.Host.Demand().Holdings.All.Count == 0));
    }

    [Fact]
    public async Task A_tracker_that_accepts_and_never_answers_does_not_fail_a_command()
    {
        await using var hanging = new ScriptedServer(certificate: null, (string?)null);
        await using var alice = await StagedClient.StartAsync([$"127.0.0.1:{hanging.Port}", cluster.AddressOf(0)], cluster.In("client-alice"));

        (await alice.TellAsync("create_user alice pw")).ShouldBe("user alice created");
        (await alice.TellAsync("login alice pw")).ShouldBe("logged in as alice");

        (await alice.TellAsync("trackers")).Split('\n').ShouldContain(line => line.StartsWith($"127.0.0.1:{hanging.Port}\tdown\t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trackers_tells_a_line_of_each_and_how_far_it_is_behind()
    {
        await using var alice = await StartAsAsync("alice");
        var (one, two) = (cluster.AddressOf(0), cluster.AddressOf(1));
        await ClientStage.UntilAsync(async () => (await alice.TellAsync("trackers")).Split('\n').All(line => line.Contains("\tup\tin step\t", StringComparison.Ordinal)));
        (await alice.TellAsync("trackers")).Split('\n').Select(line => line.Split('\t')[0]).ShouldBe(new[] { one, two }.Order(StringComparer.Ordinal));

        await cluster.StopAsync(1);
        await alice.TellAsync($"create_group {Group}");

        var lines = (await alice.TellAsync("trackers")).Split('\n');
        lines.Single(line => line.StartsWith(one, StringComparison.Ordinal)).ShouldBe($"{one}\tup\t\tin use");
        lines.Single(line => line.StartsWith(two, StringComparison.Ordinal)).ShouldMatch($"^{two}\tdown\t[0-9.]+ s behind\tthe tracker at {two} cannot be reached");
        (await alice.TellAsync("trackers --json")).ShouldMatch(
            $"{{\"event\":\"tracker\",\"address\":\"{two}\",\"state\":\"down\",\"used\":false,\"listed\":true,\"behind_seconds\":[0-9.]+,\"problem\":\"the tracker at");

        await cluster.StartAsync(1);
        await ClientStage.UntilAsync(async () => (await alice.TellAsync("trackers")).Split('\n').All(line => line.Contains("\tup\tin step\t", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Trackers_tells_of_clocks_that_are_apart()
    {
        await cluster.StopAsync(1);
        await cluster.StartAsync(1, ahead: TimeSpan.FromMinutes(10));
        await using var alice = await StartAsAsync("alice");

        await ClientStage.UntilAsync(async () => (await alice.TellAsync("trackers")).Contains(
            $"{cluster.AddressOf(1)}\tup\tin step\tthe clock of {cluster.AddressOf(1)} and ours are 10 minutes apart; set them", StringComparison.Ordinal));
        (await alice.TellAsync("trackers --json")).ShouldContain(
            $"\"behind_seconds\":0,\"problem\":\"the clock of {cluster.AddressOf(0)} and ours are 10 minutes apart; set them\"");
    }

    private int UsedBy(StagedClient client) =>
        Enumerable.Range(0, 2).Single(number => cluster.AddressOf(number) == client.Host.Tracker.Roster.Trackers[0].Address.ToString());

    private Task<StagedClient> StartAsync(string user, long? uploadRate = null) =>
        StagedClient.StartAsync([cluster.AddressOf(0), cluster.AddressOf(1)], cluster.In($"client-{user}"), uploadRate);

    private async Task<StagedClient> StartAsAsync(string user, long? uploadRate = null)
    {
        var client = await StartAsync(user, uploadRate);
        await client.TellAsync($"create_user {user} pw");
        (await client.TellAsync($"login {user} pw")).ShouldBe($"logged in as {user}");
        return client;
    }

    private static Task JoinAsync(StagedClient owner, StagedClient other) => ClientStage.JoinAsync(owner, other, Group);

    /// <summary>Waits until the client has heard of so many that are up.</summary>
    private static Task KnowAsync(StagedClient client, int trackers) => ClientStage.UntilAsync(async () =>
        (await client.TellAsync("trackers")).Split('\n').Count(line => line.Contains("\tup\t", StringComparison.Ordinal)) == trackers);
}
