using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Whoever is refused for what this tracker has not heard of yet is answered when it has.</summary>
public sealed class SecondLookTests : IAsyncLifetime
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1.1);

    private readonly ManualTime time = new();
    private readonly MemoryRecordStore store = new();
    private readonly Mirrors mirrors;
    private readonly Mirror mirror;
    private Ledger? ledger;
    private Func<CancellationToken, Task> pull = _ => Task.CompletedTask;
    private int pulls;

    public SecondLookTests()
    {
        mirrors = new Mirrors(time, _ => { });
        mirror = mirrors.Meet(new HostPort("192.0.2.7", 5000)).ShouldNotBeNull();
    }

    private Ledger Ledger => ledger.ShouldNotBeNull();

    [Fact]
    public async Task What_a_mirror_has_just_written_is_found()
    {
        mirrors.Note(mirror, time.GetTimestamp(), null, null);
        pull = _ => PutAsync("alice");

        (await FindAsync("alice")).Value.ShouldBeTrue();
        (await FindAsync("alice")).Value.ShouldBeTrue();
        pulls.ShouldBe(1);
    }

    [Fact]
    public async Task What_no_mirror_has_either_is_refused_with_the_same_words()
    {
        mirrors.Note(mirror, time.GetTimestamp(), null, null);

        (await FindAsync("alice")).Refusal.ShouldBe(Refusal.NoUser("alice"));
        pulls.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mirrors_that_do_not_work_are_not_asked(bool didWork)
    {
        if (didWork)
        {
            mirrors.Note(mirror, time.GetTimestamp(), null, null);
            mirrors.Note(mirror, time.GetTimestamp(), "it cannot be reached", null);
            mirrors.Note(mirror, time.GetTimestamp(), "it cannot be reached", null);
        }

        time.Advance(Silence);
        (await FindAsync("alice")).Refusal.ShouldNotBeNull();
        pulls.ShouldBe(0);
    }

    [Fact]
    public async Task A_mirror_that_could_not_be_reached_is_asked_as_soon_as_it_asks()
    {
        time.Advance(Silence);
        mirrors.Hear(mirror, VersionVector.Empty, VersionVector.Empty);
        pull = _ => PutAsync("alice");

        (await FindAsync("alice")).Value.ShouldBeTrue();
    }

    [Fact]
    public async Task No_mirror_is_asked_about_what_is_malformed_or_too_much()
    {
        mirrors.Note(mirror, time.GetTimestamp(), null, null);
        var look = NewLook();
        foreach (var refusal in new[] { Refusal.BadId, Refusal.Busy, Refusal.DiskFailure("full") })
        {
            (await look.AnswerAsync(() => ValueTask.FromResult<Refusal?>(refusal), same => same)).ShouldBe(refusal);
        }

        pulls.ShouldBe(0);
    }

    [Fact]
    public async Task Those_who_are_refused_while_mirrors_are_asked_share_the_next_time()
    {
        mirrors.Note(mirror, time.GetTimestamp(), null, null);
        var (asked, answered) = (new TaskCompletionSource(), new TaskCompletionSource());
        pull = _ =>
        {
            asked.TrySetResult();
            return answered.Task;
        };
        var look = NewLook();
        var first = FindAsync("alice", look);
        await asked.Task;
        var others = Enumerable.Range(0, 20).Select(_ => FindAsync("alice", look)).ToList();
        answered.SetResult();

        (await Task.WhenAll([first, .. others])).ShouldAllBe(answer => answer.Refusal != null);
        pulls.ShouldBe(2);
    }

    [Fact]
    public async Task A_mirror_that_does_not_answer_is_waited_for_only_so_long_and_does_no_harm_to_the_next()
    {
        mirrors.Note(mirror, time.GetTimestamp(), null, null);
        var asked = new TaskCompletionSource();
        pull = late =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, time, late);
        };
        var look = NewLook();
        var finding = FindAsync("alice", look);
        await asked.Task;
        finding.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        (await finding).Refusal.ShouldBe(Refusal.NoUser("alice"));

        pull = _ => PutAsync("alice");
        (await FindAsync("alice", look)).Value.ShouldBeTrue();
    }

    public async ValueTask InitializeAsync() => ledger = await Ledger.OpenAsync(store, time, 7, (_, _) => { });

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await store.DisposeAsync();
    }

    private SecondLook NewLook() => new(
        Ledger,
        mirrors,
        (asked, late) =>
        {
            asked.ShouldBe(mirror);
            Interlocked.Increment(ref pulls);
            return pull(late);
        },
        time);

    private Task<Answer<bool>> FindAsync(string name, SecondLook? look = null) => (look ?? NewLook()).AnswerAsync(
        () => Ledger.AskAsync<bool>(view => view.Users.IsTaken(name) ? true : Refusal.NoUser(name)), answer => answer.Refusal).AsTask();

    private async Task PutAsync(string name) => (await Ledger.DoAsync(
        new Command(new AnswerBody("create"), null, AccountRules.Create(EntityId.Create(), name, "hash", EntityId.Create())))).ShouldBeNull();
}
