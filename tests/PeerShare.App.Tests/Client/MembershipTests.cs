using PeerShare.App.Sharing;

namespace PeerShare.App.Tests.Client;

/// <summary>Who is in a group, and what that allows.</summary>
public sealed class MembershipTests : ClientStage
{
    [Fact]
    public async Task Two_members_share_and_every_refusal_names_the_thing()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        var film = Sample("film", 700_000);

        await TellAsync(alice, "create_group g1", "group g1 created");
        await TellAsync(alice, "create_group g1", "error: group g1 already exists");
        await TellAsync(bob, "create_user bob other", "error: user bob already exists");
        await TellAsync(bob, "join_group g9", "error: no group g9");
        await TellAsync(bob, "list_files g1", "error: you are not a member of g1");
        await TellAsync(alice, "accept_request g1 bob", "error: bob has not asked to join g1");
        await TellAsync(bob, "join_group g1", "join request sent to g1");
        await TellAsync(bob, "list_groups", "g1\t1\trequested");
        await TellAsync(bob, "list_requests g1", "error: only the owner of g1 may do this");
        await TellAsync(alice, "list_requests g1", "bob");
        await TellAsync(alice, "accept_request g1 bob", "bob accepted into g1");
        await TellAsync(alice, "list_members g1", "alice\nbob");
        await TellAsync(alice, $"upload_file {film} g1", "sharing film in g1 (700,000 B, 2 pieces)");
        await TellAsync(bob, "list_files g1", "film\t700000\t1");
        await TellAsync(bob, "download_file g1 other .", "error: no file other in g1");
        await TellAsync(bob, $"download_file g1 film {Folder.Path}/copy", $"downloading film to {Folder.Path}/copy");
        await TellAsync(bob, "wait 60", "");
        await TellAsync(bob, "show_downloads", "[C] [g1] film");
        await TellAsync(bob, "remove_file g1 nothing", "error: no file nothing in g1");
        await TellAsync(alice, "stop_share g1 film", "stopped sharing film in g1");
        await TellAsync(alice, "stop_share g1 film", "error: you are not sharing film in g1 from this node");
        await TellAsync(alice, "rename_group g1 g2", "g1 renamed to g2");
        await TellAsync(alice, "remove_member g2 bob", "bob removed from g2");
        await TellAsync(bob, "list_files g2", "error: you are not a member of g2");
        await TellAsync(alice, "change_password pw better", "password changed");
        await TellAsync(alice, "leave_group g2", "left g2");
        await TellAsync(bob, "list_groups", "");
    }

    [Fact]
    public async Task A_member_who_is_removed_hears_of_it_and_shares_no_more()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        var film = Sample("film", 1_000);
        await alice.TellAsync("create_group g1");
        await bob.TellAsync("join_group g1");
        await alice.TellAsync("accept_request g1 bob");
        await bob.TellAsync($"upload_file {film} g1");

        await TellAsync(alice, "remove_member g1 bob", "bob removed from g1");
        await UntilAsync(() => Task.FromResult(bob.Host.Demand().Holdings.All.Count == 0));
        await TellAsync(alice, "list_files g1", "");
    }

    [Theory]
    [InlineData("")]
    [InlineData("--open")]
    public async Task A_member_who_is_removed_under_a_name_of_the_group_that_he_has_not_heard_of_fetches_and_shares_no_more(string kind)
    {
        await using var alice = await StartAsAsync("alice", uploadRate: 100_000);
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync($"create_group g1 {kind}");
        await JoinAsync(alice, bob, "g1");
        await alice.TellAsync($"upload_file {Sample("film", 40_000_000)} g1");
        await bob.TellAsync($"download_file g1 film {Folder.Path}/copy");
        await bob.TellAsync($"upload_file {Sample("song", 1_000)} g1");

        await TellAsync(alice, "rename_group g1 g2", "g1 renamed to g2");
        await TellAsync(alice, "remove_member g2 bob", "bob removed from g2");

        await bob.HearsAsync("you are no longer a member of g2: nothing of it");
        var left = bob.Host.Demand().Holdings.All.ShouldHaveSingleItem();
        left.IsActive.ShouldBeFalse();
        (await bob.TellAsync("show_downloads")).ShouldBe("[E] [g2] film you are not a member of g2 any more");
    }

    [Theory]
    [InlineData("")]
    [InlineData("--open")]
    public async Task Who_was_removed_while_the_client_was_off_is_told_at_its_next_start_and_the_download_has_failed(string kind)
    {
        await using var alice = await StartAsAsync("alice", uploadRate: 100_000);
        await LeaveDownloadAsync(alice, kind);

        await TellAsync(alice, "rename_group g1 g2", "g1 renamed to g2");
        await TellAsync(alice, "create_group g1", "group g1 created");
        await TellAsync(alice, "remove_member g2 bob", "bob removed from g2");

        await using var again = await StartAsync("client-bob");
        await again.HearsAsync("you are no longer a member of g1: nothing of it");
        (await again.TellAsync("show_downloads")).ShouldBe("[E] [g1] film you are not a member of g1 any more");
        (await again.TryAsync(["wait", "60"])).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_download_shows_the_name_that_its_group_got_while_the_client_was_off()
    {
        await using var alice = await StartAsAsync("alice", uploadRate: 100_000);
        await LeaveDownloadAsync(alice, "");

        await TellAsync(alice, "rename_group g1 g2", "g1 renamed to g2");

        await using var again = await StartAsync("client-bob");
        await TellAsync(again, "pause_download g2 film", "paused film in g2");
    }

    [Fact]
    public async Task Who_leaves_by_a_command_is_not_told_that_he_has_left_when_the_notice_comes_before_the_answer()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        await JoinAsync(alice, bob, "g1");
        await bob.TellAsync($"upload_file {Sample("song", 1_000)} g1");
        var shared = bob.Host.Demand().Holdings.All.ShouldHaveSingleItem();

        await bob.Host.Demand().LeaveAsync(new GroupMark(shared.Record.GroupId, "g1"), async () =>
        {
            await TellAsync(alice, "remove_member g1 bob", "bob removed from g1");
            await UntilAsync(() => Task.FromResult(bob.Host.Demand().Holdings.All.Count == 0));
        });

        await JoinAsync(alice, bob, "g1");
        await UntilAsync(() => Task.FromResult(bob.Heard.Count(said => said.StartsWith("you were accepted", StringComparison.Ordinal)) == 2));
        bob.Heard.ShouldNotContain(said => said.Contains("no longer a member", StringComparison.Ordinal));
    }

    private static async Task TellAsync(StagedClient client, string line, string answer) => (await client.TellAsync(line)).ShouldBe(answer, line);
}
