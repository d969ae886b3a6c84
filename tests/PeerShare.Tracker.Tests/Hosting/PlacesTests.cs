using System.Threading.Channels;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>Few act at a time, and fewer of one user.</summary>
public sealed class PlacesTests
{
    private const int All = 8;
    private const int OfUser = 2;

    private readonly Places<EntityId> places = new(All, OfUser);
    private readonly Channel<TaskCompletionSource> acting = Channel.CreateUnbounded<TaskCompletionSource>();

    [Fact]
    public async Task The_third_of_a_user_waits_for_a_place_of_their_own()
    {
        var mine = Act(OfUser + 1, _ => 1);
        acting.Reader.Count.ShouldBe(OfUser);

        await EndAsync(OfUser + 1);
        await Task.WhenAll(mine);
    }

    [Fact]
    public async Task Who_waits_for_their_own_keeps_nobody_else_waiting()
    {
        var mine = Act(100, _ => 1);
        var others = Act(All - OfUser, number => 2 + number);
        acting.Reader.Count.ShouldBe(All);

        await EndAsync(mine.Count + others.Count);
        await Task.WhenAll([.. mine, .. others]);
    }

    [Fact]
    public async Task Not_more_act_at_a_time_however_many_users_there_are()
    {
        var all = Act(100, number => number);
        acting.Reader.Count.ShouldBe(All);

        await EndAsync(100);
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task Who_goes_away_while_waiting_leaves_the_place_to_the_next()
    {
        using var going = new CancellationTokenSource();
        Act(OfUser, _ => 1);
        var gone = Act(1, going.Token);
        Act(1, _ => 1);

        await going.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        await EndAsync(OfUser + 1);
    }

    [Fact]
    public async Task What_fails_gives_its_place_back()
    {
        for (var time = 0; time < 2 * All; time++)
        {
            await Should.ThrowAsync<InvalidDataException>(places.ActAsync(new EntityId(1), () => throw new InvalidDataException(), CancellationToken.None));
        }
    }

    private List<Task> Act(int times, Func<int, int> userOf) => [.. Enumerable.Range(0, times).Select(number => Act(userOf(number), CancellationToken.None))];

    /// <summary>Does not end by itself.</summary>
    private Task Act(int user, CancellationToken gone) => places.ActAsync(
        new EntityId((uint)user),
        () =>
        {
            var over = new TaskCompletionSource();
            acting.Writer.TryWrite(over).ShouldBeTrue();
            return over.Task;
        },
        gone);

    /// <summary>Each that ends lets another begin.</summary>
    private async Task EndAsync(int count)
    {
        for (var ended = 0; ended < count; ended++)
        {
            (await acting.Reader.ReadAsync(TestContext.Current.CancellationToken)).SetResult();
        }
    }
}
