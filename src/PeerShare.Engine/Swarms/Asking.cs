namespace PeerShare.Engine.Swarms;

/// <summary>How much a swarm may ask for at present.</summary>
internal enum Asking
{
    Everything,

    /// <summary>A single piece, to see whether the store takes it.</summary>
    OnePiece,

    Nothing,
}
