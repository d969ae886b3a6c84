using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Groups;

/// <summary>What users may know of groups.</summary>
internal static class GroupQuestions
{
    /// <summary>Every group, by name.</summary>
    public static Answer<GroupLine[]> List(Asker asker) => asker.View.Groups.All
        .Select(group => new GroupLine(asker.View.Groups.ShownName(group), group.MemberCount, StandingIn(group, asker.User), !group.IsEncrypted))
        .OrderBy(line => line.Name, StringComparer.Ordinal)
        .ToArray();

    public static Answer<string[]> Members(Asker asker, GroupName wanted) =>
        asker.TryFindAsMember(wanted.Group, out var group, out var refusal) ? Names(asker.View, group.Members) : refusal;

    public static Answer<string[]> Requests(Asker asker, GroupName wanted) =>
        asker.TryFindAsOwner(wanted.Group, out var group, out var refusal) ? Names(asker.View, group.Requests) : refusal;

    private static Standing StandingIn(Group group, User user) =>
        group.IsOwner(user) ? Standing.Owner
        : group.IsMember(user) ? Standing.Member
        : group.HasAsked(user) ? Standing.Requested
        : Standing.None;

    private static string[] Names(TrackerView view, IEnumerable<User> users) =>
        [.. users.Select(view.Users.ShownName).Order(StringComparer.Ordinal)];
}
