using System.Net.Sockets;
using PeerShare.App.Sharing;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.App.Tests.Client;

/// <summary>Who gets bytes from a group's members, and who does not.</summary>
public sealed class EncryptionTests : ClientStage
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_the_info_hash_and_an_address_and_is_no_member_gets_nothing()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 600_000)} g1");
        var torrent = alice.Host.Demand().Holdings.All.ShouldHaveSingleItem().Torrent;
        using var stranger = new TcpClient();
        await stranger.ConnectAsync(alice.Host.Endpoint, Stopping);
        var greeting = new byte[Handshake.Size];
        new Handshake(torrent.InfoHash, PeerId.Create(), Fast: true, Extended: true).Write(greeting);

        await stranger.GetStream().WriteAsync(greeting, Stopping);

        (await stranger.GetStream().ReadAsync(greeting, Stopping)).ShouldBe(0);
    }

    [Fact]
    public async Task A_member_who_was_removed_is_cut_off()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 4_000_000)} g1");
        await JoinAsync(alice, bob, "g1");
        await bob.TellAsync($"download_file g1 film {Folder.Path}/copy");

        await alice.TellAsync("remove_member g1 bob");

        await UntilAsync(() => Task.FromResult(alice.Host.Demand().Holdings.All.All(holding => holding.Progress?.Swarm.Links == 0)));
    }

    [Fact]
    public async Task A_member_who_is_removed_under_a_name_of_the_group_that_others_have_not_heard_of_is_cut_off_by_them()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartDeafAsync("bob");
        await using var carol = await StartAsAsync("carol", uploadRate: 100_000);
        await alice.TellAsync("create_group g1");
        await bob.JoinAsync(alice, "g1");
        await JoinAsync(alice, carol, "g1");
        await carol.TellAsync($"upload_file {Sample("film", 40_000_000)} g1");
        var his = await bob.DownloadAsync("g1", "film");
        await UntilAsync(() => Task.FromResult(LinksOf(carol) == 1));

        await alice.TellAsync("rename_group g1 g2");
        await alice.TellAsync("remove_member g2 bob");

        await UntilAsync(() => Task.FromResult(LinksOf(carol) == 0));
        his.Progress.ShouldNotBeNull().IsOver.ShouldBeFalse();
    }

    [Fact]
    public async Task Whom_no_notice_reaches_hears_by_an_announce_that_somebody_was_removed()
    {
        await using var alice = await StartAsAsync("alice", uploadRate: 100_000);
        await using var bob = await StartDeafAsync("bob");
        await using var carol = await StartDeafAsync("carol");
        await alice.TellAsync("create_group g1");
        await bob.JoinAsync(alice, "g1");
        await carol.JoinAsync(alice, "g1");
        await alice.TellAsync($"upload_file {Sample("film", 40_000_000)} g1");
        var his = await bob.DownloadAsync("g1", "film");
        var hers = await carol.DownloadAsync("g1", "film");
        await UntilAsync(() => Task.FromResult(LinksOf(hers) == 2));

        await alice.TellAsync("remove_member g1 bob");
        hers.Announce();

        await UntilAsync(() => Task.FromResult(LinksOf(hers) == 1));
        his.Progress.ShouldNotBeNull().IsOver.ShouldBeFalse();
    }

    [Fact]
    public async Task An_open_group_is_called_the_weaker_choice_wherever_it_shows()
    {
        await using var alice = await StartAsAsync("alice");

        var created = await alice.TellAsync("create_group g1 --open");

        created.ShouldStartWith("group g1 created\nwarning: g1 is open");
        (await alice.TellAsync("list_groups")).ShouldBe("g1\t1\towner\topen");
    }

    [Fact]
    public async Task A_download_goes_on_after_a_restart_though_the_group_got_another_name_meanwhile()
    {
        await using var alice = await StartAsAsync("alice", uploadRate: 100_000);
        await LeaveDownloadAsync(alice, "");

        await alice.TellAsync("rename_group g1 g2");
        await using var again = await StartAsync("client-bob");

        await UntilAsync(() => Task.FromResult(LinksOf(again) == 1));
    }

    private static int? LinksOf(StagedClient client) => LinksOf(client.Host.Demand().Holdings.All.ShouldHaveSingleItem());

    private static int? LinksOf(Holding holding) => holding.Progress?.Swarm.Links;
}
