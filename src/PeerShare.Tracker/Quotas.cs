namespace PeerShare.Tracker;

/// <summary>How much of something one user, or one group, may have. Quotas refuse what is new; what is there, and what mirrors have
/// accepted, stays. What has ended stays on record too, groups for good because rights are never overwritten, so that is counted as well:
/// tenfold.</summary>
public sealed record Quotas
{
    private const long OnRecord = 10;

    /// <summary>Groups that a user has founded and that still exist.</summary>
    public int Groups { get; init; } = 100;

    /// <summary>Files that a user shares, counted once for each node.</summary>
    public int Files { get; init; } = 10_000;

    /// <summary>Groups that a user has founded, whether they exist or not.</summary>
    public long GroupsOnRecord => OnRecord * Groups;

    /// <summary>Shares of a user, also those that were stopped lately; and files that a user has put into catalogues, shared or not.</summary>
    public long FilesOnRecord => OnRecord * Files;

    /// <summary>Bytes of the torrents that a user has put into catalogues, shared or not, and of those that were taken out of them lately. Ten
    /// thousand files of 64 GB, as clients cut them, have less.</summary>
    public long TorrentBytes { get; init; } = 1L << 30;

    /// <summary>Times that a user is let into one group.</summary>
    public int Times { get; init; } = 1_000;

    /// <summary>Groups that a user has asked to be let into, and was not answered yet.</summary>
    public int Requests { get; init; } = 100;

    /// <summary>Users who have asked to be let into one group, and were not answered yet.</summary>
    public int RequestsOfGroup { get; init; } = 1_000;

    /// <summary>New users in a row from one address, and then as many an hour.</summary>
    public int UsersFromAddress { get; init; } = 100;
}
