using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class BufferPoolTests
{
    private const int Piece = 1 << 20;

    [Fact]
    public void The_budget_is_a_bound()
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        var rented = RentAll(pool, Piece);
        rented.Count.ShouldBe(4);
        rented.ForEach(buffer => buffer.Close());
        RentAll(pool, Piece).Count.ShouldBe(4);
        pool.Held.ShouldBe(4 * Piece);
    }

    [Fact]
    public void Two_pieces_of_any_length_are_always_given()
    {
        using var pool = new BufferPool(budget: 1);
        RentAll(pool, 64 * Piece).Count.ShouldBe(BufferPool.FewestPieces);
    }

    [Fact]
    public void Whoever_was_refused_is_told_when_memory_is_free_and_nobody_else_is()
    {
        var told = 0;
        using var pool = new BufferPool(budget: 3 * Piece);
        pool.Freed += () => told++;
        pool.TryRent(Piece, out var early).ShouldBeTrue();
        early!.Close();
        told.ShouldBe(0);
        var rented = RentAll(pool, Piece);
        rented[0].Close();
        told.ShouldBe(1);
        rented[1].Close();
        told.ShouldBe(1);
    }

    [Fact]
    public void A_swarm_that_is_told_may_rent_at_once()
    {
        using var pool = new BufferPool(budget: 2 * Piece);
        var rented = RentAll(pool, Piece);
        PieceBuffer? next = null;
        pool.Freed += () => pool.TryRent(Piece, out next);
        rented[0].Close();
        next.ShouldNotBeNull();
    }

    [Fact]
    public void Memory_kept_for_another_length_makes_room()
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        RentAll(pool, Piece).ForEach(buffer => buffer.Close());
        RentAll(pool, 2 * Piece).Count.ShouldBe(2);
        pool.Held.ShouldBe(4 * Piece);
    }

    [Fact]
    public void Memory_is_let_go_some_time_after_the_last_piece()
    {
        var time = new ManualTime();
        using var pool = new BufferPool(budget: 4 * Piece, time);
        RentAll(pool, Piece).ForEach(buffer => buffer.Close());
        time.Advance(BufferPool.KeptIdle - TimeSpan.FromSeconds(1));
        pool.Held.ShouldBe(4 * Piece);
        time.Advance(TimeSpan.FromSeconds(1));
        pool.Held.ShouldBe(0);
    }

    [Fact]
    public void Memory_is_kept_while_something_is_received()
    {
        var time = new ManualTime();
        using var pool = new BufferPool(budget: 4 * Piece, time);
        RentAll(pool, Piece).ForEach(buffer => buffer.Close());
        pool.TryRent(Piece, out _).ShouldBeTrue();
        time.Advance(BufferPool.KeptIdle * 2);
        pool.Held.ShouldBe(4 * Piece);
    }

    private static List<PieceBuffer> RentAll(BufferPool pool, int length)
    {
        var rented = new List<PieceBuffer>();
        while (pool.TryRent(length, out var buffer))
        {
            rented.Add(buffer);
        }

        return rented;
    }
}
