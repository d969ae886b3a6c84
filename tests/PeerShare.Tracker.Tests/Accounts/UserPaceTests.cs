using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.Accounts;

/// <summary>A user may send many commands in a row, and then so many a second; and ask more.</summary>
public sealed class UserPaceTests
{
    private const int MostWaiting = 250;

    private static readonly EntityId Alice = new(1);
    private static readonly EntityId Bob = new(2);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1) / UserPace.CommandsASecond;

    private readonly ManualTime time = new();
    private readonly UserPace pace;

    public UserPaceTests() => pace = UserPace.OfCommands(time);

    [Fact]
    public async Task Many_in_a_row_are_taken_at_once_and_then_each_waits_for_its_turn()
    {
        await SendAsync(Alice, UserPace.CommandsInARow);
        var (first, second) = (Take(Alice), Take(Alice));

        (first.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        time.Advance(Turn);
        (await first).ShouldBeNull();
        second.IsCompleted.ShouldBeFalse();
        time.Advance(Turn);
        (await second).ShouldBeNull();
    }

    [Fact]
    public async Task Where_as_many_wait_as_have_a_turn_in_five_seconds_one_more_is_refused()
    {
        await SendAsync(Alice, UserPace.CommandsInARow);
        var waiting = Enumerable.Range(0, MostWaiting).Select(_ => Take(Alice)).ToList();

        (await Take(Alice)).ShouldBe(new Refusal(429, "too many commands of yours at a time; try again in 6 s"));
        waiting.ShouldAllBe(command => !command.IsCompleted);
        time.Advance(UserPace.Patience);
        (await Task.WhenAll(waiting)).ShouldAllBe(refusal => refusal == null);
    }

    [Fact]
    public async Task Nobody_waits_for_the_commands_of_others()
    {
        await SendAsync(Alice, UserPace.CommandsInARow);
        Take(Alice).IsCompleted.ShouldBeFalse();

        await SendAsync(Bob, UserPace.CommandsInARow);
    }

    [Fact]
    public async Task Who_was_silent_for_long_enough_may_send_as_many_in_a_row_again()
    {
        await SendAsync(Alice, UserPace.CommandsInARow);
        time.Advance(UserPace.CommandsInARow * Turn);
        await SendAsync(Alice, UserPace.CommandsInARow);

        Take(Alice).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_wait_ends_when_whoever_asked_goes_away()
    {
        await SendAsync(Alice, UserPace.CommandsInARow);
        using var gone = new CancellationTokenSource();
        var waiting = pace.TakeTurnAsync(Alice, gone.Token).AsTask();

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task Uploads_that_wait_for_their_turn_keep_nobody_else_from_uploading()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time });
        var users = await stage.UsersAsync("alice", "bob");
        var (alice, bob) = (users[0], users[1]);
        await alice.CreateGroupAsync("g1", bob);
        for (var command = 2; command < UserPace.CommandsInARow; command++)
        {
            (await alice.DoAsync(Routes.Leave, new GroupName("g9"))).ShouldBe("no group g9");
        }

        var uploads = Enumerable.Range(0, MostWaiting + 1).Select(number => alice.DoAsync(Routes.ShareFile, Content.Offer("g1", $"film{number}"))).ToList();

        // One of them is refused when all the others wait.
        var refused = await Task.WhenAny(uploads);
        (await refused).ShouldBe("too many commands of yours at a time; try again in 6 s");
        (await bob.DoAsync(Routes.ShareFile, Content.Offer("g1", "film"))).ShouldBe("");
        (await bob.FilesAsync("g1")).ShouldBe("film");
        uploads.Remove(refused);
        uploads.ShouldAllBe(upload => !upload.IsCompleted);
    }

    [Fact]
    public async Task Whoever_has_a_token_that_is_over_slows_nobody()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time });
        var alice = (await stage.UsersAsync("alice"))[0];
        var thief = stage.Client();
        thief.Session = alice.Session;
        (await alice.DoAsync(Routes.Logout)).ShouldBe("");
        (await alice.LoginAsync("alice")).ShouldBe("");

        for (var command = 0; command < UserPace.CommandsInARow; command++)
        {
            (await thief.DoAsync(Routes.Logout)).ShouldBe("you are not logged in; login first");
        }

        (await alice.CreateGroupAsync("g1")).ShouldBe("");
    }

    [Fact]
    public async Task Who_asks_too_fast_waits_too_and_can_still_send_commands()
    {
        await using var stage = await TrackerStage.StartAsync(options => options with { TimeProvider = time });
        var users = await stage.UsersAsync("alice", "bob");
        var (alice, bob) = (users[0], users[1]);
        for (var question = 0; question < UserPace.QuestionsInARow; question++)
        {
            await alice.AskAsync<Me>(Routes.Me);
        }

        var next = alice.TryAskAsync<FileLine[]>(HttpMethod.Post, Routes.ListFiles, new GroupName("g1"));
        (await bob.GroupsAsync()).ShouldBe("");
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        next.IsCompleted.ShouldBeFalse();
        time.Advance(Turn);
        (await next).Answer.ShouldNotBeNull().ShouldBeEmpty();
    }

    private Task<Refusal?> Take(EntityId user) => pace.TakeTurnAsync(user, CancellationToken.None).AsTask();

    /// <summary>None of them has to wait.</summary>
    private async Task SendAsync(EntityId user, int commands)
    {
        for (var command = 0; command < commands; command++)
        {
            var taken = Take(user);
            taken.IsCompleted.ShouldBeTrue();
            (await taken).ShouldBeNull();
        }
    }
}
