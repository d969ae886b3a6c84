using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Catalogue;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Groups;

/// <summary>What is known of a group. Its members, its owner and whether it exists are computed from grants and ends.</summary>
internal sealed class Group(EntityId id) : IClaimant
{
    private readonly Dictionary<EntityId, Membership> memberships = [];
    private readonly Dictionary<EntityId, User> requests = [];

    public EntityId Id => id;

    public GroupBody? Body { get; set; }

    public NameBody? Claim { get; set; }

    /// <summary>The files that are listed.</summary>
    public NameIndex<SharedFile> Files { get; } = new(markBeforeExtension: true);

    public int MemberCount { get; private set; }

    /// <summary>How many times of members are over: the sum of what <see cref="Former"/> tells, kept because every announce says it. On a tracker
    /// that knows of more of them it is greater.</summary>
    public long Departures { get; private set; }

    /// <summary>The member of longest standing; the group's creator, whose grant is the first, until they leave.</summary>
    public Membership? Owner { get; private set; }

    public bool Exists => Body is not null && Claim is not null && MemberCount > 0;

    public string Name => Claim!.Name;

    public Stamp Claimed => Claim!.Claimed;

    public IEnumerable<User> Members => memberships.Values.Where(membership => membership.IsMember).Select(membership => membership.User);

    /// <summary>Those with a time in the group that is over.</summary>
    public IEnumerable<Membership> Former => memberships.Values.Where(membership => membership.LastEnded > 0);

    /// <summary>Peers prove themselves to each other, and nobody else gets a byte.</summary>
    public bool IsEncrypted => Body?.Authority is not null;

    /// <summary>Who has asked to be let in and is not.</summary>
    public IEnumerable<User> Requests => requests.Values.Where(HasAsked);

    /// <summary>As many as <see cref="Requests"/>, and those that a merge left behind.</summary>
    public int RequestCount => requests.Count;

    public bool IsMember(User user) => MembershipOf(user) is { IsMember: true };

    public bool IsOwner(User user) => Owner is not null && Owner.User == user;

    public bool HasAsked(User user) => user.Exists && requests.ContainsKey(user.Id) && !IsMember(user);

    public Membership? MembershipOf(User user) => memberships.GetValueOrDefault(user.Id);

    public Membership GetOrAddMembership(User user)
    {
        if (!memberships.TryGetValue(user.Id, out var membership))
        {
            memberships.Add(user.Id, membership = new Membership(this, user));
            user.Memberships.Add(membership);
        }

        return membership;
    }

    public void SetRequest(User user, bool asks)
    {
        if (asks && requests.TryAdd(user.Id, user))
        {
            user.Asked = user.Asked.With(this);
        }
        else if (!asks && requests.Remove(user.Id))
        {
            user.Asked = user.Asked.Without(this);
        }
    }

    /// <summary>Counts a membership that may have changed.</summary>
    public void Recount(Membership changed, bool wasMember)
    {
        MemberCount += (changed.IsMember ? 1 : 0) - (wasMember ? 1 : 0);
        Departures += changed.LastEnded - changed.Counted;
        changed.Counted = changed.LastEnded;
        if (Owner == changed)
        {
            Owner = memberships.Values.Where(membership => membership.IsMember).MinBy(Standing);
        }
        else if (changed.IsMember && (Owner is null || Standing(changed).CompareTo(Standing(Owner)) < 0))
        {
            Owner = changed;
        }
    }

    private static (Stamp Since, EntityId User) Standing(Membership membership) => (membership.Since, membership.User.Id);
}
