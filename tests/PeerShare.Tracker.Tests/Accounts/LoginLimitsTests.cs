using System.Net;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.Accounts;

/// <summary>Who knows a user's name can neither guess on for ever nor keep the user out.</summary>
public sealed class LoginLimitsTests
{
    private const string Alice = "alice";

    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.7");
    private static readonly IPAddress Office = IPAddress.Parse("192.0.2.8");

    private readonly ManualTime time = new();
    private readonly LoginLimits limits;

    public LoginLimitsTests() => limits = new LoginLimits(time);

    [Fact]
    public void Wrong_passwords_from_everywhere_do_not_keep_a_user_from_logging_in_where_they_did_before()
    {
        LogIn(Home);
        Guess(from: 0, LoginLimits.MostForUser);

        TryTake(Alice, Stranger(LoginLimits.MostForUser)).ShouldNotBeNull().Error.ShouldBe("too many wrong passwords for alice; try again in 30 s");
        TryTake(Alice, Office).ShouldNotBeNull();
        TryTake(Alice, Home).ShouldBeNull();
    }

    [Fact]
    public void Where_the_user_did_before_only_so_many_are_looked_at_too()
    {
        LogIn(Home);
        for (var guess = 0; guess < LoginLimits.MostForUser; guess++)
        {
            TryTake(Alice, Home).ShouldBeNull();
        }

        TryTake(Alice, Home).ShouldNotBeNull().Error.ShouldBe("too many wrong passwords for alice; try again in 30 s");
        TryTake(Alice, Office).ShouldBeNull();
        time.Advance(LoginLimits.UserLeak);
        TryTake(Alice, Home).ShouldBeNull();
    }

    [Fact]
    public void Where_one_user_did_before_is_nothing_to_another()
    {
        LogIn(Home);
        for (var guess = 0; guess < LoginLimits.MostForUser; guess++)
        {
            TryTake("bob", Stranger(guess)).ShouldBeNull();
        }

        TryTake("bob", Home).ShouldNotBeNull();
    }

    [Fact]
    public void Only_the_last_few_places_are_remembered()
    {
        LogIn(Home);
        LogIn(Office);
        LogIn(Home);
        for (var other = 1; other < UsualNetworks.MostOfUser; other++)
        {
            LogIn(Stranger(other));
        }

        Guess(from: UsualNetworks.MostOfUser, LoginLimits.MostForUser);
        TryTake(Alice, Home).ShouldBeNull();
        TryTake(Alice, Office).ShouldNotBeNull();
    }

    [Fact]
    public void Right_ones_that_are_looked_at_together_count_nowhere()
    {
        var together = Enumerable.Range(0, LoginLimits.MostForUser).Select(_ => limits.AttemptOf(Alice, Home)).ToList();
        together.ForEach(attempt => limits.TryTake(attempt).ShouldBeNull());
        together.ForEach(limits.Forgive);

        Guess(from: 0, LoginLimits.MostForUser);
    }

    [Fact]
    public void A_name_is_the_same_however_its_letters_are_put_into_bytes()
    {
        for (var guess = 0; guess < LoginLimits.MostForUser; guess++)
        {
            TryTake("ren\u00e9e", Stranger(guess)).ShouldBeNull();
        }

        TryTake("rene\u0301e", Home).ShouldNotBeNull();
    }

    [Fact]
    public void What_was_not_looked_at_does_not_count()
    {
        for (var attempt = 0; attempt < 2 * LoginLimits.MostFromAddress; attempt++)
        {
            TryTake(Alice, Home).ShouldBeNull();
            limits.GiveBack(limits.AttemptOf(Alice, Home));
        }
    }

    private Refusal? TryTake(string name, IPAddress from) => limits.TryTake(limits.AttemptOf(name, from));

    private void LogIn(IPAddress from)
    {
        var attempt = limits.AttemptOf(Alice, from);
        limits.TryTake(attempt).ShouldBeNull();
        limits.Forgive(attempt);
    }

    /// <summary>Each from another address.</summary>
    private void Guess(int from, int times)
    {
        for (var guess = from; guess < from + times; guess++)
        {
            TryTake(Alice, Stranger(guess)).ShouldBeNull();
        }
    }

    private static IPAddress Stranger(int number) => new([198, 51, 100, (byte)number]);
}
