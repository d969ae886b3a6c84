using System.Net.Sockets;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>Neighbours that are not what they should be. Peer 1 fetches from one of them; peer 2 fetches from peer 1.</summary>
public sealed class StrangerTests : StagedTest
{
    private const int Stranger = 9;

    private static readonly string[] Two = ["--peers", "2", "--patience", "2s"];
    private static readonly string[] Impatient = ["--patience", "2s"];

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task A_neighbour_that_sends_wrong_chunks_is_left_and_nothing_wrong_is_kept(int next)
    {
        var room = await Classroom.OpenAsync(Stage);
        var liar = new Liar(room.ChunkCount, room.Port(Stranger), $"127.0.0.1:{room.Port(next)}");
        Stage.Keep(new Impostor(room.Port(Stranger), liar.BehaveAsync));
        room.Owner(Two);
        var first = room.Peer(1, Stranger, Impatient);
        await first.SaysAsync(@"chunk \d+ was wrong; asking for it again");
        await room.ShouldHoldNothingWrongAsync(1);

        await CompleteAsync(room, first, room.Peer(2, 1, Impatient));

        liar.Lies.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Somebody_honest_stands_in_for_a_liar_when_the_owner_has_gone()
    {
        var room = await Classroom.OpenAsync(Stage);
        var liar = new Liar(room.ChunkCount, room.Port(Stranger), $"127.0.0.1:{room.Port(8)}");
        Stage.Keep(new Impostor(room.Port(Stranger), liar.BehaveAsync));
        var owner = room.Owner("--peers", "2");
        var peers = new[] { room.Peer(1, Stranger), room.Peer(2, 1) };
        await peers[0].SaysAsync("ended: sent wrong pieces again");
        await owner.SaysAsync("every share is dealt; the owner may stop");

        await owner.KillAsync();

        await CompleteAsync(room, peers);
    }

    [Fact]
    public async Task A_neighbour_that_is_a_web_server_is_done_without()
    {
        var room = await Classroom.OpenAsync(Stage);
        Stage.Keep(new Impostor(room.Port(Stranger), AnswerAsWebServerAsync));
        room.Owner(Two);

        await CompleteAsync(room, room.Peer(1, Stranger, Impatient), room.Peer(2, 1, Impatient));
    }

    [Fact]
    public async Task A_neighbour_that_never_says_a_word_is_done_without()
    {
        var room = await Classroom.OpenAsync(Stage);
        var silent = Stage.Keep(new Impostor(room.Port(Stranger), (_, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping)));
        room.Owner(Two);

        await CompleteAsync(room, room.Peer(1, Stranger, Impatient), room.Peer(2, 1, Impatient));

        silent.Visits.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_neighbour_with_another_file_is_done_without_and_keeps_its_own()
    {
        var room = await Classroom.OpenAsync(Stage);
        await Stage.FileAsync("other.bin", 6 * Classroom.ChunkSize, seed: 2);
        Stage.Start(["owner", room.Word(Stranger), "other.bin", .. Impatient]);
        var other = Stage.Start(["peer", room.Word(Stranger), room.Word(8), room.Word(7), .. Impatient]);
        room.Owner(Two);

        await CompleteAsync(room, room.Peer(1, 8, Impatient), room.Peer(2, 1, Impatient));

        await other.SaysAsync("complete: 6 chunks");
        Directory.Exists(room.FolderOf(8)).ShouldBeTrue();
        File.ReadAllBytes(Path.Combine(room.FolderOf(8), "other.bin")).ShouldBe(File.ReadAllBytes(Stage.In("other.bin")));
    }

    [Fact]
    public async Task A_folder_with_chunks_of_another_file_is_refused_and_kept()
    {
        var room = await Classroom.OpenAsync(Stage);
        room.Owner(Two);
        var peers = room.Peers([1, 2], Impatient);
        await CompleteAsync(room, peers[0], peers[1]);
        await peers[0].KillAsync();
        await Stage.FileAsync("other.bin", 6 * Classroom.ChunkSize, seed: 2);
        var other = Stage.Start("owner", room.Word(Stranger), "other.bin");
        await other.SaysAsync("listening on port");

        var refused = await Stage.RunAsync("peer", room.Word(Stranger), room.Word(1), room.Word(2));

        (await refused.EndsAsync()).ShouldBe(1);
        refused.Error.ShouldHaveSingleItem().ShouldBe(
            $"error: peer-{room.Port(1)} holds chunks of {room.Name}, but the owner deals out another file, other.bin; give another --dir");
        await room.ShouldBeCompleteAsync(1);
    }

    [Fact]
    public async Task Nonsense_at_the_door_hurts_nobody()
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner(Two);
        await owner.SaysAsync("listening on port");
        var random = new Random(5);
        foreach (var length in new[] { 0, 1, 67, 68, 5000 })
        {
            var nonsense = new byte[length];
            random.NextBytes(nonsense);
            using var visitor = new TcpClient("127.0.0.1", room.Port(0));
            await visitor.GetStream().WriteAsync(nonsense, TestContext.Current.CancellationToken);
        }

        await CompleteAsync(room, [.. room.Peers([1, 2], Impatient)]);

        owner.HasEnded.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_client_that_comes_first_takes_no_share_and_holds_nobody_up(bool extended)
    {
        var room = await Classroom.OpenAsync(Stage);
        var owner = room.Owner([.. Two, "--until-done"]);
        await owner.SaysAsync("listening on port");
        using var stranger = new TcpClient("127.0.0.1", room.Port(0));
        var greeting = new byte[Handshake.Size];
        new Handshake(InfoHash.Any, new PeerId("-XX0001-just-looking"u8), Fast: true, extended).Write(greeting);
        await stranger.GetStream().WriteAsync(greeting, TestContext.Current.CancellationToken);
        await stranger.GetStream().ReadExactlyAsync(greeting, TestContext.Current.CancellationToken);

        await CompleteAsync(room, [.. room.Peers([1, 2], Impatient)]);

        (await owner.EndsAsync()).ShouldBe(0);
        owner.All(@"dealt \d+ chunks to peer (\d+)").Count.ShouldBe(2);
    }

    private static async Task AnswerAsWebServerAsync(NetworkStream stream, CancellationToken stopping)
    {
        var request = new byte[1000];
        await stream.ReadAtLeastAsync(request, 1, throwOnEndOfStream: false, stopping);
        await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), stopping);
    }

    private static async Task CompleteAsync(Classroom room, params Player[] peers)
    {
        foreach (var peer in peers)
        {
            await peer.SaysAsync($"complete: {room.ChunkCount} chunks, .* saved as ");
        }

        await room.ShouldBeCompleteAsync(1, 2);
    }
}
