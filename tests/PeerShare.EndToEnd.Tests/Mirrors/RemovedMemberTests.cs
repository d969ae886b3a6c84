using System.Net;
using System.Net.Http.Json;
using PeerShare.EndToEnd.Tests.Plumbing;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>Somebody whose time in a group is over and who goes on: fetches by hand, with the certificate of a member, and hears no tracker.</summary>
public sealed class RemovedMemberTests : StagedTest
{
    private const string Group = "g1";
    private const string Film = "film.bin";

    /// <summary>Half a minute at the pace of the one who shares, so that a piece is under way at any moment.</summary>
    private const int FilmSize = 3_000_000;

    /// <summary>More than a TLS handshake, and part of the first piece.</summary>
    private const int SomeBlocks = 100_000;

    /// <summary>A TLS server proves itself before it knows who asks; no block is as small as that.</summary>
    private const int SmallestBlock = 16_384;

    private const int DialsAgain = 2;

    [Theory]
    [InlineData("removed", 0)]
    [InlineData("removed", 1)]
    [InlineData("left", 0)]
    [InlineData("left", 1)]
    [InlineData("deleted", 0)]
    [InlineData("deleted", 1)]
    public async Task Who_was_removed_left_or_was_deleted_on_either_tracker_is_cut_off_in_the_middle_of_a_piece_and_gets_nothing_more(string way, int tracker)
    {
        using var pair = new Pair(Stage);
        await pair.StartAsync(0);
        await pair.StartAsync(1);
        await pair.UntilConnectedAsync();
        await pair.LoginAsync("alice");
        var alice = await ShareAsync();
        await pair.LoginAsync("bob");
        var membership = await Membership.BeginAsync(pair, Stage, "alice", Group, "bob", Film);
        var relay = Stage.Keep(new Relay(alice));
        var bob = Stage.Fetch(membership.Torrent, "copy", ["--json", "--peer", relay.Address, .. membership.Words]);
        await Stage.UntilAsync("some blocks of a piece", () => relay.Links.Any(link => link.Heard > SomeBlocks));

        await EndMembershipAsync(pair, way, tracker);

        await Stage.UntilAsync("the end of the link", () => relay.Links[0].HasEnded);
        relay.Links[0].WasReset.ShouldBeTrue("the one who shares has reset the link");
        bob.HasEnded.ShouldBeFalse("he does not leave by himself");
        await Stage.UntilAsync("he has tried again", () => relay.Links.Skip(1).Count(link => link.HasEnded) >= DialsAgain);
        relay.Links.Skip(1).ShouldAllBe(link => link.Heard < SmallestBlock);
        bob.Events().ShouldNotContain(said => said.NameOf() == "complete");
    }

    /// <summary>By the owner, by Bob, or by whoever runs the tracker.</summary>
    private async Task EndMembershipAsync(Pair pair, string way, int tracker)
    {
        if (way == "deleted")
        {
            (await Stage.RunAsync("tracker", "user", "delete", "bob", "--data", $"tracker-{tracker + 1}")).ExitCode.ShouldBe(0);
            return;
        }

        await pair.AsAsync(way == "left" ? "bob" : "alice");
        var (status, _) = way == "left"
            ? await pair.SendAsync(tracker, Routes.Leave, JsonContent.Create(new GroupName(Group), ContractJson.Default.GroupName), Pair.FreshId())
            : await pair.SendAsync(tracker, Routes.RemoveMember, JsonContent.Create(new MemberName(Group, "bob"), ContractJson.Default.MemberName), Pair.FreshId());
        status.ShouldBe(HttpStatusCode.NoContent);
    }

    /// <returns>Where the one who shares takes peers in.</returns>
    private async Task<IPEndPoint> ShareAsync()
    {
        await Stage.FileAsync(Film, FilmSize);
        var alice = Stage.Start("client", "127.0.0.1:0", "tracker_info.txt", "--data", "alice", "--upload-rate", "100KB");
        var place = await alice.SaysAsync("^client on ([^,]+),");
        await Stage.TellAsync("alice", "login", "alice", "pw");
        await Stage.TellAsync("alice", "create_group", Group);
        await Stage.TellAsync("alice", "upload_file", Film, Group);
        return IPEndPoint.Parse(place.Groups[1].Value);
    }
}
