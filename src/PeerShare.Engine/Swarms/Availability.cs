using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>How many connected peers hold each piece. Peers that came with everything are not counted piece by piece:
/// they change no order.</summary>
internal sealed class Availability(PieceLayout layout, IPiecePicker picker)
{
    private readonly int[] holders = new int[layout.PieceCount];

    public void Gained(PieceIndex piece) => picker.Counted(piece, ++holders[piece]);

    public void Came(Bitfield pieces) => Change(pieces, +1);

    public void Left(Bitfield pieces) => Change(pieces, -1);

    private void Change(Bitfield pieces, int by)
    {
        foreach (var number in pieces.Ones())
        {
            picker.Counted(layout.Index(number), holders[number] += by);
        }
    }
}
