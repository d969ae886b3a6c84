using System.Globalization;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>Members that go, and come back. Peer 5 is kept away until they have gone: so long nobody has its share, peer 4 has
/// nobody to fetch from, and whatever happens, happens in the middle.</summary>
public sealed class LossTests : StagedTest
{
    private static readonly string[] Impatient = ["--patience", "2s"];

    [Fact]
    public async Task A_ring_closes_around_a_peer_that_was_killed()
    {
        var (room, _, peers) = await HalfWayAsync();

        await peers[2].KillAsync();
        var fifth = room.Peer(5, 1);

        await CompleteAsync(room, [peers[0], peers[1], peers[3], fifth], 1, 2, 4, 5);
        peers[1].All($"(requested) chunk .* from 127.0.0.1:{room.Port(4)}$").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_peer_that_was_killed_comes_back_on_another_port_and_goes_on_where_it_was()
    {
        var (room, _, peers) = await HalfWayAsync();
        await peers[2].KillAsync();
        var held = room.Summary(3);

        var back = room.Peer(7, 4, "--dir", room.FolderOf(3));
        await back.SaysAsync($" {held.Count} of {room.ChunkCount} chunks were here already");
        await peers[1].SaysAsync($"connected to 127.0.0.1:{room.Port(7)}");
        var fifth = room.Peer(5, 1);

        await CompleteAsync(room, [peers[0], peers[1], back, peers[3], fifth], 1, 2, 3, 4, 5);
        back.All(@"\] requested chunk (\d+)").Select(int.Parse).Intersect(held).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_peer_that_is_silent_is_healed_around_and_completes_when_it_wakes()
    {
        var (room, _, peers) = await HalfWayAsync();

        peers[2].Send(Signal.Stop);
        await peers[1].SaysAsync($"connection with 127.0.0.1:{room.Port(3)} ended: was silent for 5 s");
        var fifth = room.Peer(5, 1);
        await CompleteAsync(room, [peers[0], peers[1], peers[3], fifth], 1, 2, 4, 5);

        peers[2].Send(Signal.Continue);
        await CompleteAsync(room, [peers[2]], 3);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(15)]
    public async Task When_every_share_is_dealt_the_owner_may_go_and_the_ring_completes_without_it(int signal)
    {
        var (room, owner, peers) = await HalfWayAsync("--peers", "4");
        await owner.SaysAsync("every share is dealt; the owner may stop");

        owner.Send((Signal)signal);
        (await owner.EndsAsync()).ShouldBe(128 + signal);
        var fifth = room.Peer(5, 1, Impatient);

        await CompleteAsync(room, [.. peers, fifth], 1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task An_owner_that_was_killed_comes_back_and_deals_what_is_left()
    {
        var (room, owner, peers) = await HalfWayAsync();

        await owner.KillAsync();
        var again = room.Owner();
        var fifth = room.Peer(5, 1);

        await again.SaysAsync("dealt 4 chunks to peer 5$");
        await again.SaysAsync("every share is dealt; the owner may stop");
        await CompleteAsync(room, [.. peers, fifth], 1, 2, 3, 4, 5);
        owner.All(@"sent chunk (\d+) to").Concat(again.All(@"sent chunk (\d+) to")).ShouldBe(room.Ids(), ignoreOrder: true);
    }

    [Fact]
    public async Task A_sixth_peer_joins_when_all_are_done()
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner();
        await CompleteAsync(room, room.Peers([1, 2, 3, 4, 5]), 1, 2, 3, 4, 5);

        var sixth = room.Peer(6, 3);

        await CompleteAsync(room, [sixth], 6);
        await owner.SaysAsync(@"dealt \d+ chunks to peer 6$");
        sixth.All($@"received chunk (\d+) from 127\.0\.0\.1:{room.Port(3)} ").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fewer_peers_than_announced_get_the_missing_shares_too(int comers)
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner(Impatient);
        var peers = Enumerable.Range(1, comers).Select(member => room.Peer(member, member % 5 + 1, Impatient)).ToList();

        await owner.SaysAsync(@"dealt \d+ chunks to peer 1 \(of shares that no peer came for\)");
        await owner.SaysAsync("every share is dealt; the owner may stop");
        await CompleteAsync(room, peers, [.. Enumerable.Range(1, comers)]);
        if (comers == 1)
        {
            owner.All(@"sent chunk (\d+) to").ShouldBe(room.Ids(), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_peer_killed_while_chunks_pour_in_loses_none_that_it_had_told_of()
    {
        var room = await Classroom.OpenAsync(Stage, 150 * Classroom.ChunkSize);
        room.Owner();
        var peers = room.Peers([1, 2, 3, 4, 5]);
        await peers[2].SaysAsync("received chunk .*");
        await peers[2].SaysAsync(@"sent chunk ID list to .* \(\+1: 30 chunks\)");

        await peers[2].KillAsync();
        var told = peers[2].All(@"\] received chunk (\d+)").Select(int.Parse).ToList();
        var back = room.Peer(3, 4);

        var found = await back.SaysAsync(@"\] (\d+) of 150 chunks were here already");
        int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(told.Count);
        await CompleteAsync(room, [peers[0], peers[1], back, peers[3], peers[4]], 1, 2, 3, 4, 5);
        back.All(@"\] requested chunk (\d+)").Select(int.Parse).Intersect(told).ShouldBeEmpty();
    }

    private static async Task CompleteAsync(Classroom room, IReadOnlyList<Player> peers, params int[] members)
    {
        foreach (var peer in peers)
        {
            await peer.SaysAsync($"complete: {room.ChunkCount} chunks, .* saved as ");
        }

        await room.ShouldBeCompleteAsync(members);
    }

    /// <summary>Peers 1 to 4 have traded all they can.</summary>
    private async Task<(Classroom Room, Player Owner, List<Player> Peers)> HalfWayAsync(params string[] more)
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner(more);
        List<Player> peers = [];
        for (var member = 1; member <= 4; member++)
        {
            peers.Add(room.Peer(member, member + 1));
            await owner.SaysAsync($"dealt .* chunks to peer {member}$");
        }

        // Shares have 4 chunks, the first 5 of them where 21 do not go into as many equal shares.
        var shares = more.Length == 0 ? new[] { 5, 4, 4, 4 } : [6, 5, 5, 5];
        for (var member = 1; member <= 4; member++)
        {
            await room.HoldsAsync(member, shares[(member - 1)..].Sum());
        }

        return (room, owner, peers);
    }
}
