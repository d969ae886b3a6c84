using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Announce;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.Announce;

/// <summary>A user may announce a lot in a row, and then so much a second.</summary>
public sealed class AnnouncePaceTests : IAsyncLifetime
{
    private const string TooOften = "you announce too often; it is tried again by itself";

    private static readonly EntityId Alice = new(1);
    private static readonly EntityId Bob = new(2);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1) / AnnounceDesk.MostASecond;

    private static readonly string Query =
        new AnnounceRequest(InfoHash.Of([1]), new PeerId("-XX0001-000000000001"u8), 1, 0, 0, 0).ToQuery();

    private readonly ManualTime time = new();
    private Ledger ledger = null!;
    private AnnounceDesk desk = null!;

    public async ValueTask InitializeAsync()
    {
        ledger = await Ledger.OpenAsync(new MemoryRecordStore(), time, 1, (_, _) => { });
        (await ledger.DoAsync(new Command(new AnswerBody("x"), null, (_, draft) =>
        {
            foreach (var user in new[] { Alice, Bob })
            {
                draft.Put(RecordKey.Of(RecordKind.User, user), new UserBody(Passkey: user));
                draft.Put(RecordKey.Of(RecordKind.UserName, user), new NameBody($"user{user}", draft.Stamp));
            }

            return null;
        }))).ShouldBeNull();
        desk = new AnnounceDesk(ledger, new SwarmTable(TimeSpan.FromMinutes(4), time, 1), TimeSpan.FromMinutes(2), time);
    }

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    [Fact]
    public void Who_announces_too_often_is_told_when_to_come_again_and_others_are_answered()
    {
        AnnounceInARow();

        var refused = Announce(Alice);
        (refused.FailureReason, refused.Interval).ShouldBe((TooOften, TimeSpan.FromSeconds(30)));
        Announce(Bob).FailureReason.ShouldNotBe(TooOften);
        time.Advance(Turn);
        Announce(Alice).FailureReason.ShouldNotBe(TooOften);
        Announce(Alice).FailureReason.ShouldBe(TooOften);
    }

    [Fact]
    public void A_scrape_counts_as_an_announce()
    {
        AnnounceInARow();

        desk.Scrape(Alice.ToString(), []).Refusal.ShouldBe(TooOften);
        desk.Scrape(Bob.ToString(), []).Refusal.ShouldBeNull();
    }

    [Fact]
    public void All_peers_that_a_user_may_have_online_can_stay_there() =>
        (TimeSpan.FromMinutes(2) / Turn).ShouldBeGreaterThan(new SwarmTable(TimeSpan.FromMinutes(4), time, 1).MostOfUser);

    [Fact]
    public void To_count_an_announce_allocates_nothing()
    {
        var limit = new AttemptLimit<EntityId>(10, Turn, mostKept: 100, time);
        Take(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Take(200);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Take(int users)
        {
            for (var user = 0; user < users; user++)
            {
                limit.TryTake(new EntityId((uint)user));
            }
        }
    }

    /// <summary>None of them too often.</summary>
    private void AnnounceInARow()
    {
        for (var announce = 0; announce < AnnounceDesk.MostInARow; announce++)
        {
            Announce(Alice).FailureReason.ShouldNotBe(TooOften);
        }
    }

    private AnnounceResponse Announce(EntityId passkey) => desk.Announce(passkey.ToString(), Query, Vantage.Of(null, null));
}
