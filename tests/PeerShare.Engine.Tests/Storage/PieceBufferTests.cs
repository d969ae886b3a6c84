using System.Runtime.InteropServices;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Storage;

public sealed class PieceBufferTests
{
    private const int Length = 40_000;

    private readonly PieceLayout layout = PieceLayout.Create(Length, 65_536);

    [Fact]
    public void A_whole_piece_is_the_blocks_in_their_places()
    {
        using var pool = new BufferPool();
        using var share = pool.Share(() => { });
        var buffer = Rent(share);
        Fill(buffer, 2, 3);
        Fill(buffer, 0, 1);
        buffer.TryRead(out _).ShouldBeFalse();
        Fill(buffer, 1, 2);
        buffer.TryRead(out var whole).ShouldBeTrue();
        using (whole)
        {
            whole.Data.ToArray().ShouldBe([.. Block(0, 1), .. Block(1, 2), .. Block(2, 3)]);
        }
    }

    [Fact]
    public void A_second_copy_of_a_block_comes_too_late()
    {
        using var pool = new BufferPool();
        using var share = pool.Share(() => { });
        var buffer = Rent(share);
        Fill(buffer, 1, 2).ShouldBeTrue();
        Fill(buffer, 1, 9).ShouldBeFalse();
        Fill(buffer, 0, 1);
        Fill(buffer, 2, 3);
        buffer.TryRead(out var whole).ShouldBeTrue();
        using (whole)
        {
            Fill(buffer, 1, 9).ShouldBeFalse();
            whole.Data.Span[16_384].ShouldBe((byte)2);
        }
    }

    [Fact]
    public void A_closed_buffer_takes_no_block_and_is_not_read()
    {
        using var pool = new BufferPool();
        using var share = pool.Share(() => { });
        var buffer = Rent(share);
        Fill(buffer, 0, 1);
        Fill(buffer, 1, 1);
        buffer.Close();
        Fill(buffer, 2, 1).ShouldBeFalse();
        buffer.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Memory_that_is_being_read_goes_back_only_afterwards_and_only_once()
    {
        using var pool = new BufferPool(budget: 0);
        using var share = pool.Share(() => { });
        var buffer = Rent(share);
        var other = Rent(share);
        Array.ForEach([0, 1, 2], block => Fill(buffer, block, 1));
        buffer.TryRead(out var whole).ShouldBeTrue();
        buffer.Close();
        share.TryRent(Length, out _).ShouldBeFalse();
        whole.Dispose();
        buffer.Close();
        share.TryRent(Length, out var third).ShouldBeTrue();
        share.TryRent(Length, out _).ShouldBeFalse();
        other.Close();
        third!.Close();
    }

    [Theory]
    [InlineData(16_384, 16_384, 16_383)]
    [InlineData(16_384, 16_383, 16_383)]
    [InlineData(1, 16_384, 16_384)]
    [InlineData(32_768, 16_384, 16_384)]
    public void What_is_no_block_of_the_piece_is_an_error(int begin, int length, int bytes)
    {
        using var pool = new BufferPool();
        using var share = pool.Share(() => { });
        var buffer = Rent(share);
        Should.Throw<ArgumentException>(() => buffer.TryFill(new BlockRange(layout.Index(0), begin, length), new byte[bytes]));
    }

    /// <summary>Writers keep filling every buffer that they saw lately, each with its own bytes, while buffers are read, closed and
    /// their memory rented again. A reader must see bytes that were meant for its buffer, one writer's to a block, and the same
    /// bytes as long as it looks.</summary>
    [Fact(Timeout = 120_000)]
    public async Task Late_and_lying_writers_never_touch_what_is_read_or_rented_again()
    {
        const int generations = 500;
        using var pool = new BufferPool(budget: 0);
        using var share = pool.Share(() => { });
        var seen = new PieceBuffer[generations];
        var newest = -1;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writers = Enumerable.Range(0, 3).Select(writer => Threads.Run(() => WriteLately(writer))).ToArray();
        var (read, torn) = (0, 0);
        for (var generation = 0; generation < generations; generation++)
        {
            var buffer = await Eventually(() => share.TryRent(Length, out var rented) ? rented : null, ended.Token);
            seen[generation] = buffer;
            Volatile.Write(ref newest, generation);
            var patience = generation % 3 == 0 ? 3 : int.MaxValue;
            await Eventually(() => buffer.IsWhole || patience-- == 0 ? buffer : null, ended.Token);
            if (buffer.TryRead(out var whole))
            {
                // Closed while it is read, as when its download is cancelled: the memory must not go before the reader does.
                buffer.Close();
                read++;
                torn += IsStable(whole.Data, generation) ? 0 : 1;
                whole.Dispose();
            }

            buffer.Close();
        }

        await ended.CancelAsync();
        await Task.WhenAll(writers);
        torn.ShouldBe(0);
        read.ShouldBeGreaterThan(generations / 2);
        share.TryRent(Length, out _).ShouldBeTrue();
        share.TryRent(Length, out _).ShouldBeTrue();
        share.TryRent(Length, out _).ShouldBeFalse();

        void WriteLately(int writer)
        {
            var random = new Random(writer);
            var bytes = new byte[PieceLayout.BlockSize];
            while (!ended.IsCancellationRequested)
            {
                var generation = Volatile.Read(ref newest) - random.Next(3);
                if (generation >= 0)
                {
                    var range = layout.BlockOf(layout.Index(0), random.Next(3));
                    MemoryMarshal.Cast<byte, int>(bytes.AsSpan()).Fill((generation * 4) + writer);
                    seen[generation].TryFill(range, bytes.AsSpan(0, range.Length));
                }
            }
        }

        bool IsStable(ReadOnlyMemory<byte> data, int generation)
        {
            var before = data.ToArray();
            Thread.Yield();
            return data.Span.SequenceEqual(before) && Enumerable.Range(0, 3).All(block => IsMeant(before, block, generation));
        }

        bool IsMeant(byte[] data, int block, int generation)
        {
            var range = layout.BlockOf(layout.Index(0), block);
            var words = MemoryMarshal.Cast<byte, int>(data.AsSpan(range.Begin, range.Length));
            return words[0] / 4 == generation && !words.ContainsAnyExcept(words[0]);
        }
    }

    private static async Task<T> Eventually<T>(Func<T?> get, CancellationToken stopping)
        where T : class
    {
        T? got;
        while ((got = get()) is null)
        {
            stopping.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return got;
    }

    private static PieceBuffer Rent(BufferShare share)
    {
        share.TryRent(Length, out var buffer).ShouldBeTrue();
        return buffer!;
    }

    private byte[] Block(int block, byte value) => [.. Enumerable.Repeat(value, layout.BlockOf(layout.Index(0), block).Length)];

    private bool Fill(PieceBuffer buffer, int block, byte value) =>
        buffer.TryFill(layout.BlockOf(layout.Index(0), block), Block(block, value));
}
