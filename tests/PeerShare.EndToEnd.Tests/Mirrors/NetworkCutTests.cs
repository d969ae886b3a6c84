using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>Two machines with a tracker and a client each, and the network between them goes away.</summary>
public sealed class NetworkCutTests : StagedTest
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Both_sides_go_on_and_have_everything_afterwards_and_who_was_removed_on_one_is_out_on_both()
    {
        var network = await Network.LayAsync(Stage);
        await File.WriteAllTextAsync(Stage.In("list"), $"{Network.AddressOf(0)}:5000\n{Network.AddressOf(1)}:5000\n", TestContext.Current.CancellationToken);
        for (var end = 0; end < 2; end++)
        {
            await network.Start(Stage, end, "tracker", "list", $"{end + 1}").SaysAsync("^listening on ");
        }

        await StartAsync(network, 0, "alice");
        await StartAsync(network, 1, "bob");
        await Stage.TellAsync("alice", "create_group", "g1");
        await Stage.TellAsync("bob", "join_group", "g1");
        await Stage.TellAsync("alice", "accept_request", "g1", "bob");
        await Stage.FileAsync("film.bin", 100_000);

        await network.CutAsync();
        await Stage.TellAsync("alice", "remove_member", "g1", "bob");
        await Stage.TellAsync("alice", "create_group", "here");
        await Stage.TellAsync("bob", "upload_file", "film.bin", "g1");
        await Stage.TellAsync("bob", "create_group", "there");
        (await Stage.TellAsync("bob", "list_files", "g1")).ShouldHaveSingleItem();

        await network.HealAsync();
        foreach (var name in new[] { "alice", "bob" })
        {
            await UntilInStepAsync(name);
            (await Stage.TellAsync(name, "list_groups")).Select(line => line.Split('\t')[0]).ShouldBe(["g1", "here", "there"]);
        }

        (await Stage.TellAsync("alice", "list_files", "g1")).ShouldBeEmpty();
        var refused = await Stage.RunAsync("list_files", "g1", "--node", "bob");
        refused.Error.ShouldHaveSingleItem().ShouldBe("error: you are not a member of g1");
    }

    private async Task StartAsync(Network network, int end, string name)
    {
        await network.Start(Stage, end, "client", $"{Network.AddressOf(end)}:6000", "list", "--data", name).SaysAsync("^client on ");
        await Stage.TellAsync(name, "create_user", name, "pw");
        await Stage.TellAsync(name, "login", name, "pw");
    }

    private async Task UntilInStepAsync(string name)
    {
        while (!(await Stage.TellAsync(name, "trackers", "--json")).SkipLast(1).All(IsInStep))
        {
            await Task.Delay(LookEvery, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsInStep(string line)
    {
        var tracker = JsonDocument.Parse(line).RootElement;
        return tracker.GetProperty("state").ValueEquals("up") && tracker.TryGetProperty("behind_seconds", out var behind) && behind.GetDouble() == 0;
    }
}
