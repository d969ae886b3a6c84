using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Catalogue;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>What is known of a user. One that others speak of before its own record has come does not exist yet.</summary>
internal sealed class User(EntityId id) : IClaimant
{
    private bool hasTombstone;
    private bool hasTombstoneOfName;

    public EntityId Id => id;

    public UserBody? Body { get; private set; }

    public NameBody? Claim { get; private set; }

    public PasswordBody? Password { get; set; }

    /// <summary>In every group that the user was ever let into.</summary>
    public List<Membership> Memberships { get; } = [];

    /// <summary>Groups that the user has founded and that exist. Set by <see cref="GroupIndex"/>.</summary>
    public int Founded { get; set; }

    /// <summary>Groups that the user has founded, whether they exist or not. Set by <see cref="GroupIndex"/>.</summary>
    public int GroupsOnRecord { get; set; }

    /// <summary>Files that the user was the first to share, shared or not. Set by <see cref="FileIndex"/>.</summary>
    public int FilesOnRecord { get; set; }

    /// <summary>Bytes of the torrents of those files, and of files that were taken out while their tombstones are there. Set by <see cref="FileIndex"/>.</summary>
    public long TorrentBytesOnRecord { get; set; }

    /// <summary>Shares, also those that were stopped. Set by <see cref="FileIndex"/>.</summary>
    public int SharesOnRecord { get; set; }

    /// <summary>Shares that keep a file listed. Set by <see cref="FileIndex"/>.</summary>
    public int Sharing { get; set; }

    /// <summary>Groups that have a request of the user's, whether it counts or not.</summary>
    public Few<Group> Asked { get; set; }

    /// <summary>Requests that somebody could answer.</summary>
    public int OpenRequests => Asked.Count(group => group.Exists && group.HasAsked(this));

    public bool Exists => Body is not null && Claim is not null;

    /// <summary>Deleted, although another tracker may not have known and changed the rest. Of one of whom only a part has come from another
    /// tracker yet, it is not known.</summary>
    public bool IsGone => hasTombstone || hasTombstoneOfName || (Body is null && Claim is null);

    public string Name => Claim!.Name;

    public Stamp Claimed => Claim!.Claimed;

    /// <summary>Call it through <see cref="UserIndex"/>, as <see cref="SetClaim"/>.</summary>
    /// <param name="body">Null for none.</param>
    /// <param name="isDeleted">Is there a tombstone?</param>
    public void SetBody(UserBody? body, bool isDeleted) => (Body, hasTombstone) = (body, isDeleted);

    /// <inheritdoc cref="SetBody"/>
    public void SetClaim(NameBody? claim, bool isDeleted) => (Claim, hasTombstoneOfName) = (claim, isDeleted);
}
