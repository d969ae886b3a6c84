using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>Why the owner of a ring's file shows chunks to a peer.</summary>
public enum DealReason
{
    /// <summary>The peer's own share.</summary>
    Share,

    /// <summary>A share for which no peer came.</summary>
    Remainder,

    /// <summary>No connected peer has it any more.</summary>
    Healing,

    /// <summary>The peer got nothing from its neighbour for too long.</summary>
    Rescue,
}

/// <summary>Chunks that the owner shows to one peer.</summary>
/// <param name="Number">The peer's number, from 1, in the order of joining.</param>
/// <param name="Peer">The peer.</param>
/// <param name="Reason">Why.</param>
/// <param name="Chunks">Which, ascending.</param>
public sealed record Deal(int Number, PeerId Peer, DealReason Reason, IReadOnlyList<int> Chunks);
