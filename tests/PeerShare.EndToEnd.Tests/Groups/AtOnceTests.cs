using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>Two users at the same moment: the end is one that some order explains.</summary>
public sealed class AtOnceTests : GroupTest
{
    private const int Rounds = 5;

    [Fact]
    public async Task Accepting_and_rejecting_at_once_leaves_a_member_or_a_stranger_and_no_request()
    {
        await StartMemberAsync("alice", "alice");
        await StartClientAsync("bob");
        await TellAsync("bob", "create_user", "bob", "pw");
        await TellAsync("bob", "login", "bob", "pw");

        for (var round = 0; round < Rounds; round++)
        {
            await TellAsync("bob", "join_group", Group);
            var both = await Task.WhenAll(TryAsync("alice", "accept_request", Group, "bob"), TryAsync("alice", "reject_request", Group, "bob"));

            Codes(both).ShouldBe([0, 1], ignoreOrder: true);
            (await TellAsync("alice", "list_requests", Group)).ShouldBeEmpty();
            var accepted = both[0].Out.Any();
            (await TellAsync("alice", "list_members", Group)).ShouldBe(accepted ? "alice\nbob" : "alice");
            await (accepted ? TellAsync("alice", "remove_member", Group, "bob") : Task.CompletedTask);
        }
    }

    [Fact]
    public async Task Of_two_other_contents_with_one_name_one_is_shared_and_the_other_refused()
    {
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"film {round}";
            await Stage.FileAsync($"a/{name}", 600_000, seed: 1);
            await Stage.FileAsync($"b/{name}", 600_000, seed: 2);

            var both = await Task.WhenAll(TryAsync("alice", "upload_file", $"a/{name}", Group), TryAsync("bob", "upload_file", $"b/{name}", Group));

            Codes(both).ShouldBe([0, 1], ignoreOrder: true);
            both.SelectMany(player => player.Error).ShouldBe([$"error: g1 already has another file named {name}"]);
        }
    }

    [Fact]
    public async Task Sharing_and_stopping_at_once_leaves_the_file_with_whoever_shares_it()
    {
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        await Stage.FileAsync("film", 600_000);
        for (var round = 0; round < Rounds; round++)
        {
            await TellAsync("alice", "upload_file", "film", Group);

            var both = await Task.WhenAll(TryAsync("alice", "stop_share", Group, "film"), TryAsync("bob", "upload_file", "film", Group));

            Codes(both).ShouldBe([0, 0]);
            (await TellAsync("alice", "list_files", Group)).ShouldMatch("^film\t600000\t[01]$");
            await TellAsync("bob", "stop_share", Group, "film");
            (await TellAsync("alice", "list_files", Group)).ShouldBeEmpty();
        }
    }

    private static List<int> Codes(IEnumerable<Player> players) => [.. players.Select(player => player.ExitCode)];
}
