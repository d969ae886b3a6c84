using System.Net;
using PeerShare.Tracker.Accounts;

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

        limits.TryTake(Alice, Stranger(LoginLimits.MostForUser)).ShouldNotBeNull().Error.ShouldBe("too many wrong passwords for alice; try again in 30 s");
        limits.TryTake(Alice, Office).ShouldNotBeNull();
        limits.TryTake(Alice, Home).ShouldBeNull();
    }

    [Fact]
    public void Where_the_user_did_before_only_so_many_are_looked_at_too()
    {
        LogIn(Home);
        for (var guess = 0; guess < LoginLimits.MostForUser; guess++)
        {
            limits.TryTake(Alice, Home).ShouldBeNull();
        }

        limits.TryTake(Alice, Home).ShouldNotBeNull().Error.ShouldBe("too many wrong passwords for alice; try again in 30 s");
        limits.TryTake(Alice, Office).ShouldBeNull();
        time.Advance(LoginLimits.UserLeak);
        limits.TryTake(Alice, Home).ShouldBeNull();
    }

    [Fact]
    public void Where_one_user_did_before_is_nothing_to_another()
    {
        LogIn(Home);
        for (var guess = 0; guess < LoginLimits.MostForUser; guess++)
        {
            limits.TryTake("bob", Stranger(guess)).ShouldBeNull();
        }

        limits.TryTake("bob", Home).ShouldNotBeNull();
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
        limits.TryTake(Alice, Home).ShouldBeNull();
        limits.TryTake(Alice, Office).ShouldNotBeNull();
    }

    private void LogIn(IPAddress from)
    {
        limits.TryTake(Alice, from).ShouldBeNull();
        limits.Forgive(Alice, from);
    }

    /// <summary>Each from another address.</summary>
    private void Guess(int from, int times)
    {
        for (var guess = from; guess < from + times; guess++)
        {
            limits.TryTake(Alice, Stranger(guess)).ShouldBeNull();
        }
    }

    private static IPAddress Stranger(int number) => new([198, 51, 100, (byte)number]);
}
