using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>What is known of a user. One that others speak of before its own record has come does not exist yet.</summary>
internal sealed class User(EntityId id) : IClaimant
{
    public EntityId Id => id;

    public UserBody? Body { get; set; }

    public NameBody? Claim { get; set; }

    public PasswordBody? Password { get; set; }

    /// <summary>In every group that the user was ever let into.</summary>
    public List<Membership> Memberships { get; } = [];

    public bool Exists => Body is not null && Claim is not null;

    public string Name => Claim!.Name;

    public Stamp Claimed => Claim!.Claimed;
}
