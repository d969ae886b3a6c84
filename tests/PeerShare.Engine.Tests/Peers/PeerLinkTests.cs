using System.Buffers.Binary;
using PeerShare.Engine.Peers;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

public sealed class PeerLinkTests
{
    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000u)]
    [InlineData(131_073u)]
    public async Task An_impossible_length_ends_the_link_before_its_body_comes(uint length)
    {
        await using var stage = await LinkStage.OpenAsync();
        var prefix = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, length);

        await stage.Peer.SayAsync(prefix);

        (await stage.EndAsync()).ShouldBe("the peer sent a malformed message");
        await stage.Peer.HearTheEndAsync();
    }

    [Fact]
    public async Task A_message_may_come_one_byte_at_a_time()
    {
        await using var stage = await LinkStage.OpenAsync();
        foreach (var one in RawPeer.Bytes(PeerMessage.Have(stage.Content.Layout.Index(2))))
        {
            await stage.Peer.SayAsync(new[] { one });
        }

        var message = (await stage.MessageAsync()).Message;

        message.Kind.ShouldBe(PeerMessageKind.Have);
        message.Piece.ShouldBe(2u);
    }

    [Fact]
    public async Task Half_a_message_and_then_the_end_is_the_end()
    {
        await using var stage = await LinkStage.OpenAsync();
        await stage.Peer.SayAsync(RawPeer.Bytes(PeerMessage.Have(stage.Content.Layout.Index(2))).AsMemory(0, 7));

        stage.Peer.Dispose();

        (await stage.EndAsync()).ShouldBe("the peer closed the connection");
    }

    [Fact]
    public async Task A_message_that_means_nothing_comes_to_the_swarm_without_what_it_carries()
    {
        await using var stage = await LinkStage.OpenAsync();
        byte[] unknown = [0, 0, 0, 3, 200, 1, 2];
        byte[] port = [0, 0, 0, 3, 9, 1, 2];

        await stage.Peer.SayAsync((byte[])[.. unknown, .. RawPeer.Bytes(PeerMessage.KeepAlive), .. port]);

        List<PeerMessage> came = [];
        while (came.Count < 3)
        {
            came.AddRange((await stage.RunAsync()).Select(received => received.Message));
        }

        came.ConvertAll(message => message.Kind).ShouldBe([PeerMessageKind.Unknown, PeerMessageKind.KeepAlive, PeerMessageKind.Port]);
        came.ShouldAllBe(message => message.Payload.IsEmpty);
    }

    [Fact]
    public async Task A_block_that_was_asked_for_goes_to_its_piece()
    {
        await using var stage = await LinkStage.OpenAsync();
        var block = stage.Content.Block(4, 2);
        var buffer = stage.Buffer(4);
        stage.Link.Requests.Add(block, buffer);

        await stage.Peer.SayAsync(PeerMessage.Block(block, stage.Content.BytesOf(block)));

        var received = await stage.MessageAsync();
        received.Fate.ShouldBe(BlockFate.Filled);
        received.Message.Length.ShouldBe((uint)block.Length);
        received.Message.Payload.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_whole_piece_can_be_read_after_its_blocks_came()
    {
        await using var stage = await LinkStage.OpenAsync();
        var buffer = stage.Buffer(4);
        foreach (var number in Enumerable.Range(0, 3))
        {
            var block = stage.Content.Block(4, number);
            stage.Link.Requests.Add(block, buffer);
            await stage.Peer.SayAsync(PeerMessage.Block(block, stage.Content.BytesOf(block)));
            (await stage.MessageAsync()).Fate.ShouldBe(BlockFate.Filled);
        }

        buffer.TryRead(out var reading).ShouldBeTrue();
        stage.Content.Torrent.Check(stage.Content.Layout.Index(4), reading.Data.Span).ShouldBeTrue();
        reading.Dispose();
    }

    [Theory]
    [InlineData(0, 0, 16_384)]
    [InlineData(0, 1, 16_384)]
    [InlineData(0, 0, 16_383)]
    [InlineData(0, 65_536, 16_384)]
    [InlineData(-1, 0, 16_384)]
    [InlineData(0, 0, 100_000)]
    public async Task A_block_that_was_not_asked_for_goes_nowhere(int piece, int begin, int length)
    {
        await using var stage = await LinkStage.OpenAsync();
        stage.Link.Requests.Add(stage.Content.Block(0, 1), stage.Buffer(0));

        await stage.Peer.SayAsync(new PeerMessage(PeerMessageKind.Piece, (uint)piece, (uint)begin, Payload: new byte[length]));

        (await stage.MessageAsync()).Fate.ShouldBe(BlockFate.Unrequested);
    }

    [Fact]
    public async Task A_block_comes_late_when_its_piece_is_closed_or_its_slot_filled()
    {
        await using var stage = await LinkStage.OpenAsync();
        var (block, other) = (stage.Content.Block(0, 0), stage.Content.Block(1, 0));
        var (filled, closed) = (stage.Buffer(0), stage.Buffer(1));
        filled.TryFill(block, stage.Content.BytesOf(block)).ShouldBeTrue();
        closed.Close();
        stage.Link.Requests.Add(block, filled);
        stage.Link.Requests.Add(other, closed);

        await stage.Peer.SayAsync(PeerMessage.Block(block, new byte[block.Length]));
        (await stage.MessageAsync()).Fate.ShouldBe(BlockFate.Late);
        await stage.Peer.SayAsync(PeerMessage.Block(other, new byte[other.Length]));
        (await stage.MessageAsync()).Fate.ShouldBe(BlockFate.Late);
    }

    [Fact]
    public async Task A_block_struck_from_the_table_is_not_asked_for_and_one_that_came_cannot_be_struck()
    {
        await using var stage = await LinkStage.OpenAsync();
        var block = stage.Content.Block(0, 0);
        stage.Link.Requests.Add(block, stage.Buffer(0));
        stage.Link.Requests.Strike(block).ShouldBeTrue();

        await stage.Peer.SayAsync(PeerMessage.Block(block, stage.Content.BytesOf(block)));

        (await stage.MessageAsync()).Fate.ShouldBe(BlockFate.Unrequested);
        stage.Link.Requests.Strike(block).ShouldBeFalse();
    }

    [Fact]
    public async Task A_payload_is_the_swarms_own_copy()
    {
        await using var stage = await LinkStage.OpenAsync();
        await stage.Peer.SayAsync(PeerMessage.Extended(0, "d1:md6:ut_pexi2eee"u8.ToArray()));
        var first = await stage.MessageAsync();

        await stage.Peer.SayAsync(PeerMessage.Extended(0, new byte[18]));
        await stage.RunAsync();

        first.Message.Payload.Span.SequenceEqual("d1:md6:ut_pexi2eee"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task A_long_list_of_pieces_comes_whole()
    {
        await using var stage = await LinkStage.OpenAsync();
        var payload = new byte[131_000];
        new Random(1).NextBytes(payload);

        await stage.Peer.SayAsync(PeerMessage.Extended(3, payload));

        (await stage.MessageAsync()).Message.Payload.ToArray().ShouldBe(payload);
    }

    [Fact]
    public async Task A_flood_waits_in_the_network_until_the_swarm_has_handled_what_it_has()
    {
        await using var stage = await LinkStage.OpenAsync();
        const int Messages = 200_000;
        var flood = Enumerable.Repeat(RawPeer.Bytes(PeerMessage.Have(stage.Content.Layout.Index(1))), Messages).SelectMany(bytes => bytes).ToArray();
        var saying = stage.Peer.SayAsync(flood).AsTask();

        var waiting = new List<SwarmEvent.Run>
        {
            (SwarmEvent.Run)await stage.EventAsync(),
            (SwarmEvent.Run)await stage.EventAsync(),
        };
        stage.HasEvents.ShouldBeFalse();
        var count = waiting.Sum(run => run.Count);
        waiting.ForEach(stage.Link.Handled);
        while (count < Messages)
        {
            count += (await stage.RunAsync()).Length;
        }

        count.ShouldBe(Messages);
        await saying;
    }

    [Fact]
    public async Task The_swarm_hears_of_every_block_that_is_in_its_buffer_also_when_the_link_is_ended()
    {
        await using var stage = await LinkStage.OpenAsync();
        for (var waiting = 0; waiting < LinkReader.MostRuns; waiting++)
        {
            await stage.Peer.SayAsync(PeerMessage.Have(stage.Content.Layout.Index(1)));
            await stage.EventAsync();
        }

        var buffer = stage.Buffer(4);
        var blocks = Enumerable.Range(0, 3).Select(number => stage.Content.Block(4, number)).ToList();
        blocks.SkipLast(1).ToList().ForEach(block => buffer.TryFill(block, stage.Content.BytesOf(block)));
        stage.Link.Requests.Add(blocks[2], buffer);
        await stage.Peer.SayAsync(PeerMessage.Block(blocks[2], stage.Content.BytesOf(blocks[2])));
        await Task.Run(() => SpinWait.SpinUntil(() => buffer.IsWhole, TimeSpan.FromSeconds(20)));

        stage.Link.Abort("enough");
        await stage.EndAsync();

        var run = (await stage.EventAsync()).ShouldBeOfType<SwarmEvent.Run>();
        run.Messages[0].Fate.ShouldBe(BlockFate.Filled);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_left()
    {
        await using var stage = await LinkStage.OpenAsync();
        var message = PeerMessage.Extended(3, new byte[100_000]);

        for (var sent = 0; sent < 200 && stage.Link.Reason is null; sent++)
        {
            stage.Link.Send(message);
            stage.Link.Flush();
        }

        (await stage.EndAsync()).ShouldBe("the peer does not read what it is sent");
    }

    [Fact]
    public async Task Blocks_go_out_behind_their_headers_and_messages_go_first()
    {
        await using var stage = await LinkStage.OpenAsync();
        var blocks = Enumerable.Range(0, 4).Select(number => stage.Content.Block(1, number)).Append(stage.Content.Block(3, 1)).ToList();

        blocks.ForEach(stage.Link.Upload);
        stage.Link.Send(PeerMessage.Unchoke);
        stage.Link.Flush();

        (await stage.Peer.HearMessageAsync()).Kind.ShouldBe(PeerMessageKind.Unchoke);
        foreach (var block in blocks)
        {
            var message = await stage.Peer.HearMessageAsync();
            (message.Piece, message.Begin).ShouldBe(((uint)block.Piece.Value, (uint)block.Begin));
            message.Payload.ToArray().ShouldBe(stage.Content.BytesOf(block));
        }

        var uploaded = (Blocks: 0, Bytes: 0L);
        while (uploaded.Blocks < blocks.Count)
        {
            var sent = (SwarmEvent.Uploaded)await stage.EventAsync();
            uploaded = (uploaded.Blocks + sent.Blocks, uploaded.Bytes + sent.Bytes);
        }

        uploaded.ShouldBe((blocks.Count, blocks.Sum(block => (long)block.Length)));
    }

    [Fact]
    public async Task A_block_that_cannot_be_read_is_reported_and_the_link_lives()
    {
        var store = new Content.ArrayStore(new Content().Layout, [], new(5)) { Fault = new IOException("the disk is on fire") };
        await using var stage = await LinkStage.OpenAsync(store);
        var block = stage.Content.Block(0, 0);

        stage.Link.Upload(block);
        stage.Link.Flush();

        var failed = (SwarmEvent.UploadFailed)await stage.EventAsync();
        (failed.Block, failed.Reason).ShouldBe((block, "the disk is on fire"));
        stage.Link.Send(PeerMessage.Choke);
        stage.Link.Flush();
        (await stage.Peer.HearMessageAsync()).Kind.ShouldBe(PeerMessageKind.Choke);
    }

    [Fact]
    public async Task A_quiet_link_is_kept_alive_and_a_dead_one_ends()
    {
        await using var stage = await LinkStage.OpenAsync();
        stage.Link.Tick(1_000);

        stage.Link.Tick(112_000);
        (await stage.Peer.HearMessageAsync()).Kind.ShouldBe(PeerMessageKind.KeepAlive);
        stage.Link.Tick(182_000);

        (await stage.EndAsync()).ShouldBe("nothing was heard for 180 s");
    }
}
