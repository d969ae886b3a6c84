using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class BufferPoolTests
{
    private const int Piece = 1 << 20;

    [Fact]
    public void The_budget_is_a_bound()
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        using var share = pool.Share(() => { });
        var rented = RentAll(share, Piece);
        rented.Count.ShouldBe(4);
        rented.ForEach(buffer => buffer.Close());
        RentAll(share, Piece).Count.ShouldBe(4);
        pool.Held.ShouldBe(4 * Piece);
    }

    [Fact]
    public void Two_pieces_of_any_length_are_always_given()
    {
        using var pool = new BufferPool(budget: 1);
        RentAll(pool.Share(() => { }), 64 * Piece).Count.ShouldBe(BufferPool.FewestPieces);
    }

    [Fact]
    public void Whoever_was_refused_is_told_when_memory_is_free_and_nobody_else_is()
    {
        var told = 0;
        using var pool = new BufferPool(budget: 3 * Piece);
        using var share = pool.Share(() => told++);
        share.TryRent(Piece, out var early).ShouldBeTrue();
        early!.Close();
        told.ShouldBe(0);
        var rented = RentAll(share, Piece);
        rented[0].Close();
        told.ShouldBe(1);
        rented[1].Close();
        told.ShouldBe(1);
    }

    [Fact]
    public void A_swarm_that_is_told_may_rent_at_once()
    {
        using var pool = new BufferPool(budget: 2 * Piece);
        PieceBuffer? next = null;
        BufferShare share = null!;
        share = pool.Share(() => share.TryRent(Piece, out next));
        var rented = RentAll(share, Piece);
        rented[0].Close();
        next.ShouldNotBeNull();
    }

    [Fact]
    public void A_swarm_has_its_first_piece_whatever_another_holds_until_the_budget_is_twice_overdrawn()
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        RentAll(pool.Share(() => { }), Piece).Count.ShouldBe(4);
        for (var late = 0; late < 4; late++)
        {
            RentAll(pool.Share(() => { }), Piece).Count.ShouldBe(1);
        }

        RentAll(pool.Share(() => { }), Piece).ShouldBeEmpty();
        pool.Held.ShouldBe(8 * Piece);
    }

    [Fact]
    public void What_comes_free_is_kept_for_whoever_has_least()
    {
        var told = 0;
        using var pool = new BufferPool(budget: 4 * Piece);
        using var rich = pool.Share(() => { });
        using var poor = pool.Share(() => told++);
        var first = RentAll(rich, Piece);
        RentAll(poor, Piece).Count.ShouldBe(1);
        first[0].Close();
        first[1].Close();
        told.ShouldBe(1);
        rich.TryRent(Piece, out _).ShouldBeFalse();
        RentAll(poor, Piece).Count.ShouldBe(1);
        rich.TryRent(Piece, out _).ShouldBeFalse();
    }

    [Fact]
    public void What_is_declined_goes_to_the_next()
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        using var rich = pool.Share(() => { });
        using var poor = pool.Share(() => { });
        var first = RentAll(rich, Piece);
        RentAll(poor, Piece).Count.ShouldBe(1);
        first[0].Close();
        first[1].Close();
        poor.Decline();
        rich.TryRent(Piece, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_swarm_that_ends_leaves_what_was_kept_for_it()
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        using var rich = pool.Share(() => { });
        var first = RentAll(rich, Piece);
        using (var poor = pool.Share(() => { }))
        {
            RentAll(poor, Piece)[0].Close();
            poor.TryRent(Piece, out _).ShouldBeTrue();
            first[0].Close();
            first[1].Close();
        }

        rich.TryRent(Piece, out _).ShouldBeTrue();
    }

    /// <summary>Pieces of 16 MiB under the budget of 64 MiB, as far as their numbers go: everybody gets turns, nobody many more.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(11)]
    public void Swarms_that_always_want_more_get_equal_turns(int swarms)
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        List<Tenant> tenants = [.. Enumerable.Range(0, swarms).Select(_ => new Tenant(pool))];
        tenants.ForEach(tenant => tenant.TakeAll());
        var random = new Random(1);
        for (var turn = 0; turn < 1_000; turn++)
        {
            var busy = tenants.FindAll(tenant => tenant.IsBusy);
            busy[random.Next(busy.Count)].FinishOne();
        }

        tenants.ShouldAllBe(tenant => tenant.Turns > 500 / swarms);
        pool.Held.ShouldBeLessThanOrEqualTo(8 * Piece);
    }

    [Fact]
    public void Memory_kept_for_another_length_makes_room()
    {
        using var pool = new BufferPool(budget: 4 * Piece);
        using var share = pool.Share(() => { });
        RentAll(share, Piece).ForEach(buffer => buffer.Close());
        RentAll(share, 2 * Piece).Count.ShouldBe(2);
        pool.Held.ShouldBe(4 * Piece);
    }

    [Fact]
    public void Memory_is_let_go_some_time_after_the_last_piece()
    {
        var time = new ManualTime();
        using var pool = new BufferPool(budget: 4 * Piece, time);
        RentAll(pool.Share(() => { }), Piece).ForEach(buffer => buffer.Close());
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
        RentAll(pool.Share(() => { }), Piece).ForEach(buffer => buffer.Close());
        pool.Share(() => { }).TryRent(Piece, out _).ShouldBeTrue();
        time.Advance(BufferPool.KeptIdle * 2);
        pool.Held.ShouldBe(4 * Piece);
    }

    private static List<PieceBuffer> RentAll(BufferShare share, int length)
    {
        var rented = new List<PieceBuffer>();
        while (share.TryRent(length, out var buffer))
        {
            rented.Add(buffer);
        }

        return rented;
    }

    /// <summary>A swarm that always wants one more piece.</summary>
    private sealed class Tenant
    {
        private readonly Queue<PieceBuffer> rented = new();
        private readonly BufferShare share;

        public Tenant(BufferPool pool) => share = pool.Share(TakeAll);

        public int Turns { get; private set; }

        public bool IsBusy => rented.Count > 0;

        public void TakeAll() => RentAll(share, Piece).ForEach(rented.Enqueue);

        public void FinishOne()
        {
            rented.Dequeue().Close();
            Turns++;
            TakeAll();
        }
    }
}
