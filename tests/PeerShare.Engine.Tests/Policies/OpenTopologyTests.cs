using PeerShare.Engine.Policies;
using static PeerShare.Engine.Tests.Policies.RingLinks;

namespace PeerShare.Engine.Tests.Policies;

public sealed class OpenTopologyTests
{
    private readonly OpenTopology topology = new();

    [Fact]
    public void Addresses_where_nobody_is_make_room_for_new_ones()
    {
        topology.Found([.. Enumerable.Range(1_000, 2_000).Select(At)], from: null);
        for (var now = 0L; now < 100; now++)
        {
            foreach (var address in topology.Review([], complete: false, now).Dial)
            {
                topology.DialFailed(address, now);
            }
        }

        topology.Found([At(60_000)], from: null);

        topology.Review([], complete: false, 200).Dial.ShouldContain(At(60_000));
    }

    [Fact]
    public void A_flood_of_addresses_does_not_replace_those_that_were_not_tried_yet()
    {
        topology.Found([At(60_000), .. Enumerable.Range(1_000, 3_000).Select(At)], from: null);

        topology.Review([], complete: false, 0).Dial.ShouldContain(At(60_000));
    }
}
