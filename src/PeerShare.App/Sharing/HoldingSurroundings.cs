using PeerShare.Engine;

namespace PeerShare.App.Sharing;

/// <summary>What the holdings of the user who is logged in have in common.</summary>
internal sealed record HoldingSurroundings
{
    public required Node Node { get; init; }

    public required HoldingFolder Folder { get; init; }

    /// <summary>Announce addresses with the user's passkey, of the trackers that are known now, the best first. Never shown to anybody.</summary>
    public required Func<IReadOnlyList<string>> Trackers { get; init; }

    /// <summary>How we prove to peers that the user is a member.</summary>
    public required Memberships Memberships { get; init; }

    /// <summary>Tells the tracker that a download is complete, and tries until it knows.</summary>
    public required Func<Holding, CancellationToken, Task> TellCompleted { get; init; }

    /// <summary>Tells the user what nobody asked for, such as that a shared file was changed.</summary>
    public required Action<string> Notice { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }
}
