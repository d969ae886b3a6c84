using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>The lowest fresh piece first: for watching a film while it comes, at the price of a worse swarm.</summary>
public sealed class SequentialPicker(PieceLayout layout) : IPiecePicker
{
    private readonly Bitfield fresh = new(layout.PieceCount);

    public int Fresh => fresh.Count;

    public void Add(PieceIndex piece) => fresh.Set(piece);

    public void Remove(PieceIndex piece) => fresh.Clear(piece);

    public void Counted(PieceIndex piece, int peers)
    {
    }

    public bool TryPick(Bitfield offered, out PieceIndex piece) =>
        layout.TryIndex(fresh.NextCommon(offered, 0), out piece);
}
