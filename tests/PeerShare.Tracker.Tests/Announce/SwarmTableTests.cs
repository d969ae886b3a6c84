using System.Net;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Announce;

namespace PeerShare.Tracker.Tests.Announce;

public sealed class SwarmTableTests
{
    /// <summary>Should they wait, the test waits with them.</summary>
    [Fact]
    public async Task A_mirror_that_reads_slowly_who_is_online_keeps_nobody_from_announcing()
    {
        var time = new ManualTime();
        var table = new SwarmTable(TimeSpan.FromMinutes(90), time, seed: 1);
        var (group, content) = (EntityId.Create(), InfoHash.Of("content"u8));
        table.Merge(new Sighting(group, content, EntityId.Create(), default, [new IPEndPoint(IPAddress.Loopback, 1)], true, true, false, 1, 0), TimeSpan.Zero);

        using var reading = table.Sightings().GetEnumerator();
        reading.MoveNext().ShouldBeTrue();
        var meanwhile = await Task.Run(() => table.Look(group, content), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        meanwhile.Complete.ShouldBe(1);
        reading.Current.ShouldHaveSingleItem();
    }
}
