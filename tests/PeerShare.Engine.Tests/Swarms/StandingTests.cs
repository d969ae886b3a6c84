using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Swarms;

public sealed class StandingTests
{
    private static readonly PeerId Id = PeerId.Create();

    private readonly Standing standing = new();

    [Fact]
    public void Who_comes_back_from_the_same_address_is_still_banned()
    {
        Ban(Card("192.0.2.1", 6881));

        standing.IsBanned(Card("192.0.2.1", 50_312).Liable).ShouldBeTrue();
    }

    [Fact]
    public void Nobody_is_banned_for_what_is_sent_from_elsewhere_under_his_id()
    {
        Ban(Card("192.0.2.66", 6881));

        standing.IsBanned(Card("192.0.2.1", 6881).Liable).ShouldBeFalse();
    }

    [Fact]
    public void A_member_is_banned_wherever_he_comes_from()
    {
        var member = EntityId.Create();
        Ban(Card("192.0.2.66", 6881) with { Member = member });

        standing.IsBanned((Card("192.0.2.1", 6881) with { Id = PeerId.Create(), Member = member }).Liable).ShouldBeTrue();
        standing.IsBanned((Card("192.0.2.66", 6881) with { Member = EntityId.Create() }).Liable).ShouldBeFalse();
    }

    private static PeerCard Card(string address, int port) => new(Id, new IPEndPoint(IPAddress.Parse(address), port), Dialled: false, Fast: true, Extended: true);

    private void Ban(PeerCard card)
    {
        standing.Blame(card.Liable);
        standing.Blame(card.Liable);
    }
}
