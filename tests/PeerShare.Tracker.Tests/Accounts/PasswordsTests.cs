using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using PeerShare.Tracker.Accounts;

namespace PeerShare.Tracker.Tests.Accounts;

/// <summary>What looking at a password costs. Counted, not timed.</summary>
public sealed class PasswordsTests
{
    [Fact]
    public async Task A_user_who_does_not_exist_costs_as_much_as_one_who_does()
    {
        var counting = new Counting();
        using var passwords = new Passwords(counting, cores: 1);
        var known = (await passwords.HashAsync("right")).ShouldNotBeNull();

        (await passwords.FindAsync([known], "wrong")).ShouldBe(-1);
        var wrong = counting.Taken();
        (await passwords.FindAsync([known], "right")).ShouldBe(0);
        var right = counting.Taken();
        (await passwords.FindAsync([], "wrong")).ShouldBe(-1);
        var nobody = counting.Taken();

        wrong.ShouldHaveSingleItem().ShouldBe(CostOf(known));
        right.ShouldBe(wrong);
        nobody.ShouldBe(wrong);
    }

    [Fact]
    public async Task A_hash_costs_what_owasp_asks_for_unless_somebody_says_otherwise()
    {
        using var passwords = new Passwords(new TrackerOptions("any").PasswordIterations, cores: 1);

        CostOf((await passwords.HashAsync("any")).ShouldNotBeNull()).ShouldBe((KeyDerivation.HmacSha512, 210_000u, 16u));
    }

    [Fact]
    public async Task So_many_wait_for_their_turn_and_more_are_sent_away()
    {
        using var gate = new ManualResetEventSlim();
        using var passwords = new Passwords(new HeldHasher(gate), cores: 1);
        var waiting = Enumerable.Range(0, Passwords.MostWaiting / 2)
            .SelectMany<int, Task>(_ => [passwords.HashAsync("any"), passwords.FindAsync(["hash"], "any")]).ToList();

        (await passwords.HashAsync("any")).ShouldBeNull();
        (await passwords.FindAsync(["hash"], "any")).ShouldBeNull();
        waiting.ShouldAllBe(hashing => !hashing.IsCompleted);
        gate.Set();
        await Task.WhenAll(waiting);
        (await passwords.HashAsync("any")).ShouldBe("hash");
    }

    /// <summary>As it stands in a hash of the framework's third format: after a byte 1 three numbers of four bytes, the greatest first.</summary>
    private static (KeyDerivation Function, uint Iterations, uint SaltSize) CostOf(string hash)
    {
        var bytes = Convert.FromBase64String(hash);
        bytes[0].ShouldBe((byte)1);
        return ((KeyDerivation)At(1), At(5), At(9));

        uint At(int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset));
    }

    /// <summary>In the framework's numbers.</summary>
    private enum KeyDerivation : uint
    {
        HmacSha512 = 2,
    }

    /// <summary>Writes down what each look costs.</summary>
    private sealed class Counting : PasswordHasher<User>
    {
        private readonly ConcurrentQueue<(KeyDerivation, uint, uint)> costs = [];

        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            costs.Enqueue(CostOf(hashedPassword));
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        /// <summary>Since it was asked last.</summary>
        public List<(KeyDerivation, uint, uint)> Taken()
        {
            var taken = costs.ToList();
            costs.Clear();
            return taken;
        }
    }
}
