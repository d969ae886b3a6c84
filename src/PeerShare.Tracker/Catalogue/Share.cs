using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Groups;

namespace PeerShare.Tracker.Catalogue;

/// <summary>A user shares a file from a node, or did.</summary>
internal sealed class Share(SharedFile file, User user, EntityId node)
{
    public SharedFile File => file;

    public User User => user;

    public EntityId Node => node;

    /// <summary>Is it counted in <see cref="User.Sharing"/>? Set by <see cref="FileIndex"/>.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The user's time in the group that the share belongs to; null when the share was stopped.</summary>
    public int? Epoch { get; set; }

    /// <summary>The user's times in the file's group; null while the file itself is not known. Set by <see cref="FileIndex"/>.</summary>
    public Membership? Membership { get; set; }

    /// <summary>Does it keep the file listed?</summary>
    public bool Counts => Epoch is { } epoch && Membership?.IsOpen(epoch) == true;
}
