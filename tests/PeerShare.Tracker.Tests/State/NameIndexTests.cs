using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.State;

public sealed class NameIndexTests
{
    private static readonly EntityId Low = new(1);
    private static readonly EntityId Middle = new(UInt128.MaxValue / 3);
    private static readonly EntityId High = new(UInt128.MaxValue);

    [Fact]
    public void The_earliest_claim_keeps_the_bare_name()
    {
        var index = new NameIndex<Claimant>();
        Claimant late = new(Low, "alice", new Stamp(9, 0, 1)), early = new(High, "alice", new Stamp(5, 0, 1));
        index.Add(late);
        index.ShownName(late).ShouldBe("alice");
        index.Add(early);

        index.ShownName(early).ShouldBe("alice");
        index.ShownName(late).ShouldBe("alice~aaaa");
        index.Find("alice").ShouldBe(early);
        index.Find("alice~aaaa").ShouldBe(late);
        index.Find("alice~9999").ShouldBeNull();
        index.Claimants("alice").ShouldBe([early, late]);

        index.Remove(early);
        index.ShownName(late).ShouldBe("alice");
    }

    [Fact]
    public void A_file_is_marked_before_its_extension()
    {
        var index = new NameIndex<Claimant>(markBeforeExtension: true);
        foreach (var name in new[] { "a.tar.gz", ".hidden", "plain" })
        {
            Claimant early = new(Low, name, new Stamp(5, 0, 1)), late = new(High, name, new Stamp(9, 0, 1));
            index.Add(early);
            index.Add(late);
            index.Find(index.ShownName(late)).ShouldBe(late);
        }

        index.All.Select(index.ShownName).Order().ShouldBe([".hidden", ".hidden~9999", "a.tar.gz", "a.tar~9999.gz", "plain", "plain~9999"], ignoreOrder: true);
    }

    [Fact]
    public void Marks_grow_until_they_differ()
    {
        var index = new NameIndex<Claimant>();
        Claimant[] claimants = [new(High, "a", new Stamp(1, 0, 1)), new(Low, "a", new Stamp(2, 0, 1)), new(new EntityId(UInt128.One << 100), "a", new Stamp(3, 0, 1)), new(Middle, "a", new Stamp(4, 0, 1))];
        foreach (var claimant in claimants)
        {
            index.Add(claimant);
        }

        claimants.Select(index.ShownName).Distinct().Count().ShouldBe(4);
        claimants.ShouldAllBe(claimant => index.Find(index.ShownName(claimant)) == claimant);
        index.ShownName(claimants[1]).Length.ShouldBe("a~aaaaaa".Length);
    }

    private sealed record Claimant(EntityId Id, string Name, Stamp Claimed) : IClaimant;
}
