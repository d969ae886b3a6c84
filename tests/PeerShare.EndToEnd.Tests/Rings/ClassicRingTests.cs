using System.Security.Cryptography;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>The exercise as the book has it: an owner, five peers, everything on the console and in the folders.</summary>
public sealed class ClassicRingTests : StagedTest
{
    private const string Time = @"^\d\d:\d\d:\d\d\.\d{3} ";
    private const string Address = @"127\.0\.0\.1:\d+";

    private static readonly int[] Five = [1, 2, 3, 4, 5];

    [Fact]
    public async Task Five_peers_started_in_order_complete_the_file_and_say_all_they_do()
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner("--until-done");
        await owner.SaysAsync("listening on port");
        var peers = room.Peers(Five, "--until-done");

        (await owner.EndsAsync()).ShouldBe(0);
        foreach (var peer in peers)
        {
            (await peer.EndsAsync()).ShouldBe(0);
        }

        await room.ShouldBeCompleteAsync(Five);
        await room.ShouldHaveEveryChunkAsync(0);
        OwnerSaidAll(room, owner);
        for (var position = 0; position < peers.Count; position++)
        {
            PeerSaidAll(room, peers[position], Five[position], Five[(position + 1) % 5], peers[(position + 1) % 5]);
        }
    }

    [Theory]
    [InlineData(3, 1, 5, 2, 4)]
    [InlineData(5, 4, 3, 2, 1)]
    public async Task Peers_may_start_in_any_order_before_the_owner(params int[] order)
    {
        var room = await Classroom.OpenAsync(Stage);
        var peers = order.Select(member => room.Peer(member, member % 5 + 1, "--until-done")).ToList();
        foreach (var peer in peers)
        {
            await peer.SaysAsync($"waiting for the owner at 127.0.0.1:{room.Port(0)}; trying again every second");
        }

        var owner = room.Owner("--until-done");

        (await owner.EndsAsync()).ShouldBe(0);
        foreach (var peer in peers)
        {
            (await peer.EndsAsync()).ShouldBe(0);
            OnlyFromOwnerOrNeighbour(room, peer);
        }

        await room.ShouldBeCompleteAsync(Five);
        EachChunkWasSentOnce(room, owner);
    }

    [Fact]
    public async Task Every_peer_is_dealt_its_share_in_the_order_of_joining()
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner();
        for (var member = 1; member <= 5; member++)
        {
            room.Peer(member, member % 5 + 1);
            await owner.SaysAsync($"dealt {(member == 1 ? 5 : 4)} chunks to peer {member}$");
        }

        await owner.SaysAsync("every share is dealt; the owner may stop");
        foreach (var member in Five)
        {
            await room.HoldsAsync(member, room.ChunkCount);
        }

        for (var member = 1; member <= 5; member++)
        {
            owner.All($@"sent chunk (\d+) to {Address} \(peer {room.Port(member)}\)$")
                .ShouldBe(room.Ids().Where((_, chunk) => chunk % 5 == member - 1), ignoreOrder: true);
        }
    }

    private static void OwnerSaidAll(Classroom room, Player owner)
    {
        var said = string.Join('\n', owner.Out);
        said.ShouldMatch($@"(?m){Time}\[owner {room.Port(0)}\] split {room.Name} into {room.ChunkCount} chunks .*$");
        for (var number = 1; number <= 5; number++)
        {
            owner.All($@"{Time}\[owner {room.Port(0)}\] dealt (\d+) chunks to peer {number}\b").ShouldBe([number == 1 ? "5" : "4"]);
        }

        owner.All($@"{Time}\[owner {room.Port(0)}\] (every share is dealt; the owner may stop)$").Count.ShouldBe(1);
        EachChunkWasSentOnce(room, owner);
        owner.All($@"received request for chunk (\d+) from {Address} \(peer \d+\)$").ShouldBe(room.Ids(), ignoreOrder: true);
        owner.Error.ShouldBeEmpty();
    }

    private static void PeerSaidAll(Classroom room, Player peer, int member, int next, Player neighbour)
    {
        var me = $@"{Time}\[peer {room.Port(member)}\] ";
        peer.All($@"{me}received chunk (\d+) from {Address} \(102,400 B\)$").ShouldBe(room.Ids().SkipLast(1), ignoreOrder: true);
        peer.All($@"{me}received chunk (\d+) from {Address} \(4,321 B\)$").ShouldBe(room.Ids().TakeLast(1));
        peer.All($@"{me}requested chunk (\d+) from {Address}$").ShouldBe(room.Ids(), ignoreOrder: true);
        peer.All($@"{me}received chunk ID list from ({Address}) \((?:\d+) chunks\)$").ShouldNotBeEmpty();
        peer.All($@"{me}sent chunk ID list to ({Address}) \((?:\d+) chunks\)$").ShouldNotBeEmpty();
        peer.All($@"{me}sent chunk ID list to {Address}(?: \(peer \d+\))? \(\+1: (\d+) chunks\)$").ShouldContain($"{room.ChunkCount}");
        peer.All($@"{me}received chunk ID list from {Address}(?: \(peer \d+\))? \(\+1: (\d+) chunks\)$").ShouldNotBeEmpty();
        peer.All($@"{me}complete: {room.ChunkCount} chunks, 2,052,321 B, sha256 ([0-9a-f]{{64}}), saved as peer-{room.Port(member)}/{room.Name}$")
            .ShouldBe([Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(room.FolderOf(member), room.Name))))]);
        OnlyFromOwnerOrNeighbour(room, peer);
        var fromNeighbour = peer.All($@"received chunk (\d+) from 127\.0\.0\.1:{room.Port(next)} ");
        var sentByNeighbour = neighbour.All($@"\[peer {room.Port(next)}\] sent chunk (\d+) to {Address} \(peer {room.Port(member)}\)$");
        sentByNeighbour.ShouldBe(fromNeighbour, ignoreOrder: true);
        neighbour.All($@"received request for chunk (\d+) from {Address} \(peer {room.Port(member)}\)$").ShouldBe(fromNeighbour, ignoreOrder: true);
        peer.Error.ShouldBeEmpty();
    }

    private static void EachChunkWasSentOnce(Classroom room, Player owner) =>
        owner.All($@"sent chunk (\d+) to {Address} \(peer \d+\)$").ShouldBe(room.Ids(), ignoreOrder: true);

    /// <summary>Requests go only over links that the peer dialled.</summary>
    private static void OnlyFromOwnerOrNeighbour(Classroom room, Player peer)
    {
        var words = peer.Title.Split(' ');
        string[] allowed = [room.Word(0), words[4]];
        peer.All(@"requested chunk \d+ from 127\.0\.0\.1:(\d+)").Except(allowed).ShouldBeEmpty();
        peer.All(@"received chunk \d+ from 127\.0\.0\.1:(\d+)").Except(allowed).ShouldBeEmpty();
    }
}
