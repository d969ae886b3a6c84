namespace PeerShare.Engine.Announce;

/// <summary>What a tracker is told of a transfer.</summary>
/// <param name="Uploaded">Bytes since the start.</param>
/// <param name="Downloaded">Bytes since the start.</param>
/// <param name="Left">Bytes that are missing.</param>
/// <param name="IsAlone">Something is missing, and there is nobody to fetch it from.</param>
public sealed record AnnounceState(long Uploaded, long Downloaded, long Left, bool IsAlone);
