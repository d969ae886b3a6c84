namespace PeerShare.App.Sharing;

/// <summary>What is kept of a file that this node fetches or shares.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Name">As the catalogue shows it.</param>
/// <param name="Folder">The folder that it lies in, from the root.</param>
/// <param name="TopName">Name of the file or folder there.</param>
/// <param name="IsDownload">It came, or comes, from others.</param>
/// <param name="State">What is done with it while its user is logged in.</param>
internal sealed record HoldingRecord(string Group, string Name, string Folder, string TopName, bool IsDownload, HoldingState State)
{
    /// <summary>The group's id; null when the tracker did not tell, or an older version kept it.</summary>
    public string? GroupId { get; init; }

    /// <summary>Why it failed; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>How the files were when their content was known to be right, see <see cref="SourceStamps.Digest"/>.</summary>
    public string? Stamps { get; init; }

    /// <summary>The tracker knows that it is shared from here.</summary>
    public bool IsListed { get; init; }

    public string Path => System.IO.Path.Combine(Folder, TopName);

    /// <summary>The group, as it was heard of last.</summary>
    public GroupMark InGroup() => new(GroupId, Group);

    /// <summary>A download that is not complete.</summary>
    public bool IsUnfinished() => State is HoldingState.Downloading or HoldingState.Paused;

    public bool Is(string group, string name) => Group == group && Name == name;
}

/// <summary>What is done with a file while its user is logged in.</summary>
internal enum HoldingState
{
    Downloading,

    /// <summary>By the user.</summary>
    Paused,

    /// <summary>Complete, and served.</summary>
    Sharing,

    /// <summary>Complete, and not served.</summary>
    Kept,

    Failed,
}
