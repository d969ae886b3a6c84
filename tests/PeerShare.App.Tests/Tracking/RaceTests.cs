using System.Net;
using PeerShare.App.Parsing;
using PeerShare.App.Tracking;

namespace PeerShare.App.Tests.Tracking;

public sealed class RaceTests
{
    private static readonly Address First = new("first", 1);
    private static readonly Address Second = new("second", 2);
    private static readonly Address Third = new("third", 3);

    private readonly List<Address> asked = [];
    private readonly TaskCompletionSource<Outcome> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Outcome> second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task One_that_lives_is_waited_for_and_no_other_begins_the_same_command()
    {
        var looks = 0;

        var outcome = await RunAsync(() =>
        {
            if (++looks == 3)
            {
                first.SetResult(new Outcome(Answer: [1]));
            }

            return true;
        });

        outcome.Answer.ShouldBe([1]);
        asked.ShouldBe([First]);
    }

    [Fact]
    public async Task One_that_shows_no_life_is_not_waited_for()
    {
        second.SetResult(new Outcome(Answer: [2]));

        (await RunAsync(() => false)).Answer.ShouldBe([2]);

        asked.ShouldBe([First, Second]);
    }

    [Fact]
    public async Task One_that_was_given_up_may_still_be_the_first_to_answer()
    {
        var outcome = RunAsync(() => false, onSecond: () => first.SetResult(new Outcome(Answer: [1])));

        (await outcome).Answer.ShouldBe([1]);
        asked.ShouldBe([First, Second]);
    }

    [Fact]
    public async Task When_none_is_sure_a_refusal_says_more_than_a_fault()
    {
        first.SetResult(Refused("its disk is full", HttpStatusCode.ServiceUnavailable));
        second.SetResult(new Outcome(Fault: "it broke"));

        (await RunAsync(() => true)).Refusal!.Message.ShouldBe("its disk is full");
    }

    [Fact]
    public async Task While_the_first_shows_no_life_a_doubtful_second_does_not_keep_the_third_from_being_asked()
    {
        var full = Refused("its disk is full", HttpStatusCode.ServiceUnavailable);
        var race = new Race(
            [First, Second, Third],
            (tracker, _) => tracker == First ? first.Task : Task.FromResult(tracker == Second ? full : new Outcome(Answer: [3])),
            (tracker, _) => Task.Run(() => tracker != First));

        (await race.RunAsync(TimeSpan.Zero, TimeProvider.System, TestContext.Current.CancellationToken)).Answer.ShouldBe([3]);
    }

    [Fact]
    public async Task Nobody_waits_for_one_without_life_when_the_last_one_refuses()
    {
        second.SetResult(Refused("this tracker is behind", HttpStatusCode.PreconditionFailed));

        (await RunAsync(() => false)).Refusal!.IsBehind.ShouldBeTrue();
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, HttpStatusCode.PreconditionFailed, "second")]
    [InlineData(HttpStatusCode.PreconditionFailed, HttpStatusCode.ServiceUnavailable, "first")]
    [InlineData(HttpStatusCode.Unauthorized, HttpStatusCode.PreconditionFailed, "first")]
    public async Task Of_two_doubtful_refusals_the_one_with_most_of_it_counts(HttpStatusCode one, HttpStatusCode other, string told)
    {
        first.SetResult(Refused("first", one));
        second.SetResult(Refused("second", other));

        (await RunAsync(() => true)).Refusal!.Message.ShouldBe(told);
    }

    private static Outcome Refused(string words, HttpStatusCode status) => new(Refusal: new TrackerRefusal(words, status));

    private Task<Outcome> RunAsync(Func<bool> lives, Action? onSecond = null)
    {
        var race = new Race([First, Second], (tracker, _) => Ask(tracker), (_, _) => Task.Run(lives));
        return race.RunAsync(TimeSpan.Zero, TimeProvider.System, TestContext.Current.CancellationToken);

        Task<Outcome> Ask(Address tracker)
        {
            asked.Add(tracker);
            if (tracker == Second)
            {
                onSecond?.Invoke();
            }

            return tracker == First ? first.Task : second.Task;
        }
    }
}
