using PeerShare.Engine.Swarms;

namespace PeerShare.Engine;

/// <summary>What a transfer is doing.</summary>
public enum TransferState
{
    /// <summary>Looking at what is already there.</summary>
    Checking,

    Downloading,

    /// <summary>Fetching nothing, for <see cref="TransferProgress.Reason"/>; serving goes on.</summary>
    Paused,

    /// <summary>Everything is there and under its final name; serving goes on.</summary>
    Complete,

    /// <summary>Ended by <see cref="TransferProgress.Reason"/>.</summary>
    Failed,
}

/// <summary>A transfer at one moment.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Reason">Why it paused or failed, for people; else null.</param>
/// <param name="TotalBytes">Length of the content.</param>
/// <param name="CheckedPieces">Pieces hashed so far while checking.</param>
/// <param name="Swarm">The rest: bytes, rates, links.</param>
public sealed record TransferProgress(
    TransferState State,
    string? Reason,
    long TotalBytes,
    int CheckedPieces,
    SwarmSnapshot Swarm)
{
    /// <summary>Bytes of pieces that are stored and verified.</summary>
    public long VerifiedBytes => Swarm.HeldBytes;

    /// <summary>Nothing more will change but serving.</summary>
    public bool IsOver => State is TransferState.Complete or TransferState.Failed;
}
