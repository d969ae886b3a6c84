using System.Net;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Announce;

namespace PeerShare.Tracker.Tests.Announce;

public sealed class SwarmTableTests
{
    private const int Most = 3;

    private static readonly EntityId Group = new(1);
    private static readonly EntityId Alice = new(2);
    private static readonly EntityId Bob = new(3);

    private readonly ManualTime time = new();
    private readonly SwarmTable swarms;

    public SwarmTableTests() => swarms = new SwarmTable(TimeSpan.FromMinutes(30), time, 0) { MostOfUser = Most, MostPeers = Most + 2 };

    [Fact]
    public void A_user_is_online_with_only_so_many_files_and_others_are_not_kept_out_by_that()
    {
        AllOfAlice().ShouldBe([true, true, true, false]);

        TryAnnounce(Alice, 0).ShouldBeTrue();
        TryAnnounce(Bob, 0).ShouldBeTrue();
        swarms.Count.ShouldBe(Most + 1);
    }

    [Fact]
    public void Whoever_says_goodbye_is_silent_or_loses_the_file_or_the_group_makes_room()
    {
        AllOfAlice();
        TryAnnounce(Alice, 0, AnnounceEvent.Stopped).ShouldBeTrue();
        TryAnnounce(Alice, 3).ShouldBeTrue();
        swarms.RemoveFile(Group, ContentOf(3));
        TryAnnounce(Alice, 0).ShouldBeTrue();
        TryAnnounce(Alice, 3).ShouldBeFalse();
        swarms.RemoveUser(Group, Alice);
        swarms.Count.ShouldBe(0);
        AllOfAlice().ShouldBe([true, true, true, false]);
        time.Advance(TimeSpan.FromHours(1));
        swarms.Sweep();
        swarms.Count.ShouldBe(0);
        AllOfAlice().ShouldBe([true, true, true, false]);
    }

    [Fact]
    public void What_mirrors_tell_fills_no_more_than_what_is_announced_here()
    {
        foreach (var number in Enumerable.Range(0, 2 * Most))
        {
            Merge(Alice, number, isGone: false);
        }

        swarms.Count.ShouldBe(Most);
        Merge(Alice, 0, isGone: true);
        swarms.Count.ShouldBe(Most - 1);
        Merge(new EntityId(4), 0, isGone: false);
        Merge(new EntityId(5), 0, isGone: false);
        Merge(new EntityId(6), 0, isGone: false);
        Merge(new EntityId(7), 0, isGone: false);
        swarms.Count.ShouldBe(Most + 2);
    }

    /// <summary>Should they wait, the test waits with them.</summary>
    [Fact]
    public async Task A_mirror_that_reads_slowly_who_is_online_keeps_nobody_from_announcing()
    {
        Merge(Alice, 0, isGone: false);

        using var reading = swarms.Sightings().GetEnumerator();
        reading.MoveNext().ShouldBeTrue();
        var meanwhile = await Task.Run(() => swarms.CountsOf(Group, ContentOf(0)), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        meanwhile.Complete.ShouldBe(1);
        reading.Current.ShouldHaveSingleItem();
    }

    private bool[] AllOfAlice() => [.. Enumerable.Range(0, Most + 1).Select(number => TryAnnounce(Alice, number))];

    private bool TryAnnounce(EntityId user, int number, AnnounceEvent happened = AnnounceEvent.None)
    {
        var request = new AnnounceRequest(ContentOf(number), PeerOf(user), 7000, 0, 0, 0) { Event = happened };
        var vantage = Vantage.Of(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.9"));
        return swarms.TryAnnounce(new SwarmSeat(Group, ContentOf(number), user, 5), request, vantage, 50, [], out _);
    }

    private void Merge(EntityId user, int number, bool isGone) => swarms.Merge(
        new Sighting(Group, ContentOf(number), user, PeerOf(user), [new IPEndPoint(IPAddress.Parse("192.0.2.1"), 7000)], true, true, isGone, isGone ? 2 : 1, 0),
        TimeSpan.Zero);

    private static InfoHash ContentOf(int number) => InfoHash.Of([(byte)number]);

    private static PeerId PeerOf(EntityId user) => new([.. user.ToArray(), 0, 0, 0, 0]);
}
