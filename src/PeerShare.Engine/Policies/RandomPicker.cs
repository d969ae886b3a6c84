using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>Any fresh piece: the classroom's "randomly requests a missing chunk".</summary>
public sealed class RandomPicker(PieceLayout layout, Random random) : IPiecePicker
{
    private readonly Bitfield fresh = new(layout.PieceCount);

    public int Fresh => fresh.Count;

    public void Add(PieceIndex piece) => fresh.Set(piece);

    public void Remove(PieceIndex piece) => fresh.Clear(piece);

    public void Counted(PieceIndex piece, int peers)
    {
    }

    public bool TryPick(Bitfield offered, out PieceIndex piece)
    {
        var from = fresh.Length == 0 ? 0 : random.Next(fresh.Length);
        return layout.TryIndex(fresh.NextCommon(offered, from), out piece)
            || layout.TryIndex(fresh.NextCommon(offered, 0), out piece);
    }
}
