namespace PeerShare.Engine.Swarms;

/// <summary>A swarm at one moment.</summary>
/// <param name="Held">Pieces stored and verified.</param>
/// <param name="HeldBytes">The same in bytes.</param>
/// <param name="Downloaded">Bytes of wanted blocks that came in.</param>
/// <param name="Uploaded">Bytes of blocks that went out.</param>
/// <param name="Wasted">Bytes of blocks that came twice or failed the hash.</param>
/// <param name="DownloadRate">Bytes a second.</param>
/// <param name="UploadRate">Bytes a second.</param>
/// <param name="Links">Connected peers.</param>
/// <param name="Sources">Connected peers that sent blocks in the last seconds.</param>
/// <param name="PausedBecause">Why nothing is fetched, or null.</param>
public sealed record SwarmSnapshot(
    int Held,
    long HeldBytes,
    long Downloaded,
    long Uploaded,
    long Wasted,
    double DownloadRate,
    double UploadRate,
    int Links,
    int Sources,
    string? PausedBecause)
{
    /// <summary>The reason when somebody paused it.</summary>
    public const string PausedByPerson = "paused";
}
