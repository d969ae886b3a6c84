namespace PeerShare.Tracker;

/// <summary>How much of something one user, or one group, may have. Quotas refuse what is new; what is there, and what mirrors have
/// accepted, stays.</summary>
public sealed record Quotas
{
    /// <summary>Groups that a user has founded and that still exist.</summary>
    public int Groups { get; init; } = 100;

    /// <summary>Files that a user shares, counted once for each node.</summary>
    public int Files { get; init; } = 10_000;

    /// <summary>Groups that a user has asked to be let into, and was not answered yet.</summary>
    public int Requests { get; init; } = 100;

    /// <summary>Users who have asked to be let into one group, and were not answered yet.</summary>
    public int RequestsOfGroup { get; init; } = 1_000;

    /// <summary>New users in a row from one address, and then as many an hour.</summary>
    public int UsersFromAddress { get; init; } = 100;
}
