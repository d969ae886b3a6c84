using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Groups;

/// <summary>All groups, by id and name.</summary>
internal sealed class GroupIndex(UserIndex users)
{
    private readonly Dictionary<EntityId, Group> groups = [];
    private readonly NameIndex<Group> names = new();

    /// <summary>Every group that exists.</summary>
    public IEnumerable<Group> All => names.All;

    /// <summary>A group by its id, whether it exists or not.</summary>
    public Group? Find(EntityId id) => groups.GetValueOrDefault(id);

    public Group? Find(string shownName) => names.Find(shownName);

    public bool IsTaken(string name) => names.Claimants(name).Count > 0;

    /// <summary>As it is shown, or was before it ended.</summary>
    public string ShownName(Group group) => group.Exists ? names.ShownName(group) : group.Claim?.Name ?? group.Id.ToString();

    public Group GetOrAdd(EntityId id)
    {
        if (!groups.TryGetValue(id, out var group))
        {
            groups.Add(id, group = new Group(id));
        }

        return group;
    }

    /// <summary>Changes what is known of a group.</summary>
    public void Change(Group group, Action<Group> change)
    {
        if (group.Exists)
        {
            names.Remove(group);
        }

        Count(group, -1);
        change(group);
        Count(group, 1);
        if (group.Exists)
        {
            names.Add(group);
        }
    }

    /// <summary>Changes what is known of a user's times in a group, or of whether the user exists.</summary>
    public void Change(Membership membership, bool wasMember, Action<Membership> change) => Change(membership.Group, group =>
    {
        change(membership);
        group.Recount(membership, wasMember);
    });

    private void Count(Group group, int change)
    {
        if (group.Body is { } body)
        {
            var founder = users.GetOrAdd(body.Creator);
            founder.GroupsOnRecord += change;
            founder.Founded += group.Exists ? change : 0;
        }
    }
}
