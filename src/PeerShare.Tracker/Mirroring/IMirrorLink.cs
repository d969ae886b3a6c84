using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Mirroring;

/// <summary>What is asked of mirrors. Everything that goes wrong is a <see cref="MirrorTrouble"/>, or a
/// <see cref="System.Text.Json.JsonException"/> for an answer that cannot be read.</summary>
internal interface IMirrorLink
{
    /// <summary>Pages, the last of which says so; fewer when the connection broke between two.</summary>
    IAsyncEnumerable<PullPage> PullAsync(HostPort mirror, PullRequest question, CancellationToken stopping);

    /// <summary>Who is online there: first all, then what changes, until it breaks.</summary>
    /// <param name="mirror">Whom to ask.</param>
    /// <param name="silence">After this long without a line it is broken.</param>
    /// <param name="stopping">Ends it.</param>
    IAsyncEnumerable<OnlinePeer[]> PeersAsync(HostPort mirror, TimeSpan silence, CancellationToken stopping);

    /// <returns>Null when the mirror does not have it.</returns>
    Task<byte[]?> BlobAsync(HostPort mirror, BlobHash hash, CancellationToken stopping);
}
