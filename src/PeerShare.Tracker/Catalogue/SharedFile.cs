using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Catalogue;

/// <summary>What is known of a file of a group's catalogue. Shares may be known before the file itself is.</summary>
internal sealed class SharedFile(EntityId id) : IClaimant
{
    public EntityId Id => id;

    public FileBody? Body { get; set; }

    /// <summary>The group whose catalogue it is in; null together with <see cref="Body"/>.</summary>
    public Group? Group { get; set; }

    /// <summary>By whom and from where it is or was shared.</summary>
    public Few<Share> Shares { get; set; }

    /// <summary>Is this the one that stands for its content in the group's list? Set by <see cref="FileIndex"/>.</summary>
    public bool IsEntered { get; set; }

    public bool IsShared => Body is not null && HasSharer();

    public string Name => Body!.Name;

    public Stamp Claimed => Body!.Claimed;

    public bool IsBefore(SharedFile other) => (Claimed, Id).CompareTo((other.Claimed, other.Id)) < 0;

    public bool IsSharedBy(User user, EntityId node) => Shares.Any(share => share.User == user && share.Node == node && share.Counts);

    private bool HasSharer()
    {
        foreach (var share in Shares)
        {
            if (share.Counts)
            {
                return true;
            }
        }

        return false;
    }
}
