using System.Globalization;
using System.Text.Json;
using PeerShare.App.Sharing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Commands.Client;

/// <summary>Groups and who is in them.</summary>
internal static class GroupCommands
{
    private const string OpenFlag = "--open";
    private static readonly CommandWord Group = new("group_id", WordKind.Group);
    private static readonly CommandWord User = new("user_id");

    public static IReadOnlyList<NodeCommand> All { get; } =
    [
        new("create_group", "Founds a group and owns it; --open lets ordinary BitTorrent clients take part, and encrypts nothing.", [new("group_id")], CreateAsync) { Flags = [OpenFlag] },
        new("join_group", "Asks the group's owner to be let in.", [Group], JoinAsync),
        new("leave_group", "Leaves a group; what was shared in it from here is shared no more.", [Group], LeaveAsync),
        new("list_groups", "Lists all groups: name, members, and what you are to it.", [], ListAsync),
        new("list_members", "Lists a group's members.", [Group], (call, stopping) => UsersAsync(call, Routes.ListMembers, stopping)),
        new("list_requests", "Lists who has asked to join (owner only).", [Group], (call, stopping) => UsersAsync(call, Routes.ListRequests, stopping)),
        new("accept_request", "Lets somebody in who has asked (owner only).", [Group, User],
            (call, stopping) => MemberAsync(call, Routes.Accept, "accepted into", stopping)),
        new("reject_request", "Turns somebody down who has asked (owner only).", [Group, User],
            (call, stopping) => MemberAsync(call, Routes.Reject, "rejected from", stopping)),
        new("remove_member", "Puts a member out (owner only).", [Group, User],
            (call, stopping) => MemberAsync(call, Routes.RemoveMember, "removed from", stopping)),
        new("audit", "Lists who did what in a group, and when: joined, left, shared, completed (owner only).", [Group], AuditAsync),
        new("rename_group", "Gives a group another name (owner only).", [Group, new("new")], RenameAsync),
    ];

    private static async Task CreateAsync(CommandCall call, CancellationToken stopping)
    {
        var group = call.Words[0];
        var open = call.Flags.Contains(OpenFlag);
        await call.Node.AskAsync(token => call.Node.Tracker.CreateGroupAsync(token, group, open, stopping));
        call.Answer($"group {group} created", writer =>
        {
            writer.WriteString("group", group);
            writer.WriteBoolean("open", open);
        });
        if (open)
        {
            call.Context.Error.WriteLine($"warning: {group} is open, the weaker choice: nothing is encrypted, and whoever knows a torrent and an address can fetch it");
        }
    }

    private static async Task JoinAsync(CommandCall call, CancellationToken stopping)
    {
        var group = call.Words[0];
        await call.Node.AskAsync(token => call.Node.Tracker.GroupAsync(Routes.Join, token, group, stopping));
        call.Answer($"join request sent to {group}", writer => writer.WriteString("group", group));
    }

    private static async Task LeaveAsync(CommandCall call, CancellationToken stopping)
    {
        var group = call.Words[0];
        var known = await call.Node.AskAsync(token => call.Node.Tracker.RootAsync(token, new RootWanted(group), stopping));
        await call.Node.Demand().LeaveAsync(
            new GroupMark(known.GroupId, group),
            () => call.Node.AskAsync(token => call.Node.Tracker.GroupAsync(Routes.Leave, token, group, stopping)));
        call.Answer($"left {group}", writer => writer.WriteString("group", group));
    }

    private static async Task ListAsync(CommandCall call, CancellationToken stopping)
    {
        var groups = await call.Node.AskAsync(token => call.Node.Tracker.ListGroupsAsync(token, stopping));
        Listing.Write(call.Context, "group", groups.Select(EntryOf));
    }

    private static ListEntry EntryOf(GroupLine group)
    {
        var standing = group.Standing == Standing.None ? "" : group.Standing.ToString().ToLowerInvariant();
        string[] fields = [group.Name, group.Members.ToString(CultureInfo.InvariantCulture), standing];
        return new ListEntry(group.Open ? [.. fields, "open"] : fields, writer =>
        {
            writer.WriteString("name", group.Name);
            writer.WriteNumber("members", group.Members);
            writer.WriteString("standing", standing);
            writer.WriteBoolean("open", group.Open);
        });
    }

    private static async Task UsersAsync(CommandCall call, string route, CancellationToken stopping)
    {
        var users = await call.Node.AskAsync(token => call.Node.Tracker.UsersAsync(route, token, call.Words[0], stopping));
        Listing.Write(call.Context, "user", users.Select(user => Listing.Word("name", user)));
    }

    private static async Task AuditAsync(CommandCall call, CancellationToken stopping)
    {
        var entries = await call.Node.AskAsync(token => call.Node.Tracker.AuditAsync(token, call.Words[0], stopping));
        Listing.Write(call.Context, "entry", entries.Select(EntryOf));
    }

    private static ListEntry EntryOf(AuditLine line)
    {
        var time = line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var act = JsonNamingPolicy.SnakeCaseLower.ConvertName(line.Act.ToString());
        return new ListEntry([time, line.User, act, line.About ?? ""], writer =>
        {
            writer.WriteString("time", time);
            writer.WriteString("user", line.User);
            writer.WriteString("what", act);
            writer.WriteString("object", line.About);
        });
    }

    private static async Task MemberAsync(CommandCall call, string route, string done, CancellationToken stopping)
    {
        var (group, user) = (call.Words[0], call.Words[1]);
        await call.Node.AskAsync(token => call.Node.Tracker.MemberAsync(route, token, group, user, stopping));
        call.Answer($"{user} {done} {group}", writer =>
        {
            writer.WriteString("user", user);
            writer.WriteString("group", group);
        });
    }

    private static async Task RenameAsync(CommandCall call, CancellationToken stopping)
    {
        var (group, fresh) = (call.Words[0], call.Words[1]);
        await call.Node.AskAsync(token => call.Node.Tracker.RenameGroupAsync(token, group, fresh, stopping));
        call.Node.Demand().Holdings.RenameGroup(new GroupMark(null, group), fresh);
        call.Answer($"{group} renamed to {fresh}", writer => writer.WriteString("group", fresh));
    }
}
