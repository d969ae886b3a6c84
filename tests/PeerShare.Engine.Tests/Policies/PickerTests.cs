using FsCheck;
using FsCheck.Fluent;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Policies;

/// <summary>What holds for every picker, and for rarest first besides, after any story of changes.</summary>
public sealed class PickerTests
{
    private const int Pieces = 150;

    private static readonly PieceLayout Layout = PieceLayout.Create(Pieces, 1);

    public static TheoryData<string> Pickers => [nameof(RarestFirstPicker), nameof(RandomPicker), nameof(SequentialPicker)];

    [Theory]
    [MemberData(nameof(Pickers))]
    public void Only_a_fresh_piece_that_is_offered_is_picked_and_there_is_one_as_long_as_there_is_one(string name) =>
        Prop.ForAll(Stories().ToArbitrary(), story =>
        {
            var picker = Create(name, story.Seed);
            var model = Play(story, picker);
            var offered = Offered(story);
            var picked = picker.TryPick(offered, out var piece);
            return picker.Fresh == model.Fresh.Count
                && picked == model.Fresh.Any(number => offered[number])
                && (!picked || (model.Fresh.Contains(piece) && offered[piece]));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Pickers))]
    public void Every_fresh_piece_is_found_at_last(string name) =>
        Prop.ForAll(Stories().ToArbitrary(), story =>
        {
            var picker = Create(name, story.Seed);
            var model = Play(story, picker);
            HashSet<int> found = [];
            while (picker.TryPick(Bitfield.Full(Pieces), out var piece))
            {
                found.Add(piece);
                picker.Remove(piece);
            }

            return found.SetEquals(model.Fresh) && picker.Fresh == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rarest_first_picks_one_that_the_fewest_hold() =>
        Prop.ForAll(Stories().ToArbitrary(), story =>
        {
            var picker = new RarestFirstPicker(Layout, new System.Random(story.Seed), randomFirst: 0);
            var model = Play(story, picker);
            var offered = Offered(story);
            return !picker.TryPick(offered, out var piece)
                || model.Holders[piece] == model.Fresh.Where(number => offered[number]).Min(number => model.Holders[number]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rarest_first_decides_ties_by_chance()
    {
        var picker = new RarestFirstPicker(Layout, new System.Random(5), randomFirst: 0);
        Play(new Story(5, [.. Enumerable.Range(0, Pieces).Select(number => new Change(0, number, 0))], []), picker);
        var picked = Enumerable.Range(0, 2_000).Select(_ => picker.TryPick(Bitfield.Full(Pieces), out var piece) ? piece.Value : -1).Distinct();
        picked.Count().ShouldBeGreaterThan(Pieces * 9 / 10);
    }

    [Fact]
    public void The_first_picks_are_by_chance_and_a_pick_in_vain_is_none()
    {
        HashSet<int> first = [];
        for (var seed = 0; seed < 200; seed++)
        {
            var picker = new RarestFirstPicker(Layout, new System.Random(seed));
            Play(new Story(seed, [.. Enumerable.Range(0, Pieces).Select(number => new Change(0, number, 0))], []), picker);
            picker.Counted(Layout.Index(0), 0);
            Enumerable.Range(1, Pieces - 1).ToList().ForEach(number => picker.Counted(Layout.Index(number), 1));
            picker.TryPick(new Bitfield(Pieces), out _).ShouldBeFalse();
            picker.TryPick(Bitfield.Full(Pieces), out var piece).ShouldBeTrue();
            first.Add(piece);
            picker.TryPick(Bitfield.Full(Pieces), out piece).ShouldBeTrue();
            piece.Value.ShouldBe(0);
        }

        first.Count.ShouldBeGreaterThan(50);
    }

    private static IPiecePicker Create(string name, int seed) => name switch
    {
        nameof(RarestFirstPicker) => new RarestFirstPicker(Layout, new System.Random(seed)),
        nameof(RandomPicker) => new RandomPicker(Layout, new System.Random(seed)),
        _ => new SequentialPicker(Layout),
    };

    private static Model Play(Story story, IPiecePicker picker)
    {
        var model = new Model([], new int[Pieces]);
        foreach (var (kind, number, holders) in story.Changes)
        {
            var piece = Layout.Index(number);
            switch (kind)
            {
                case 0:
                    picker.Add(piece);
                    model.Fresh.Add(number);
                    break;
                case 1:
                    picker.Remove(piece);
                    model.Fresh.Remove(number);
                    break;
                default:
                    picker.Counted(piece, holders);
                    model.Holders[number] = holders;
                    break;
            }
        }

        return model;
    }

    private static Bitfield Offered(Story story)
    {
        var offered = new Bitfield(Pieces);
        Array.ForEach(story.Offered, number => offered.Set(number));
        return offered;
    }

    /// <summary>Offers of little, where everything is looked at, and of much, where the buckets serve.</summary>
    private static Gen<Story> Stories() =>
        from seed in Gen.Choose(0, 1_000)
        from changes in Gen.ArrayOf(Changes(), 400)
        from size in Gen.Elements(0, 1, 3, 20, 400)
        from offered in Gen.ArrayOf(Gen.Choose(0, Pieces - 1), size)
        select new Story(seed, changes, offered);

    private static Gen<Change> Changes() =>
        from kind in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)), (3, Gen.Constant(2)))
        from number in Gen.Choose(0, Pieces - 1)
        from holders in Gen.Choose(0, 12)
        select new Change(kind, number, holders);

    private sealed record Story(int Seed, Change[] Changes, int[] Offered);

    private sealed record Change(int Kind, int Piece, int Holders);

    private sealed record Model(HashSet<int> Fresh, int[] Holders);
}
