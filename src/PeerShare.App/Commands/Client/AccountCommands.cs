namespace PeerShare.App.Commands.Client;

/// <summary>Users and sessions.</summary>
internal static class AccountCommands
{
    private static readonly CommandWord User = new("user_id");
    private static readonly CommandWord Password = new("passwd", WordKind.Password);

    public static IReadOnlyList<NodeCommand> All { get; } =
    [
        new("create_user", "Registers a new user.", [User, Password], CreateUserAsync),
        new("login", "Logs in; what the user shared from this node is shared again.", [User, Password], LoginAsync),
        new("logout", "Logs out; this node stops sharing, downloads pause until the next login.", [], LogoutAsync),
        new("whoami", "Says who is logged in.", [], WhoAmIAsync),
        new("change_password", "Gives the user another password; asks for both.",
            [new("old", WordKind.Password, IsOptional: true), new("new", WordKind.Password, IsOptional: true)], ChangePasswordAsync),
        new("rename_user", "Gives the user another name.", [new("new")], RenameUserAsync),
    ];

    private static async Task CreateUserAsync(CommandCall call, CancellationToken stopping)
    {
        await call.Node.Tracker.CreateUserAsync(call.Words[0], call.Words[1], stopping);
        call.Answer($"user {call.Words[0]} created", writer => writer.WriteString("user", call.Words[0]));
    }

    private static async Task LoginAsync(CommandCall call, CancellationToken stopping)
    {
        var session = await call.Node.LoginAsync(call.Words[0], call.Words[1], stopping);
        call.Answer($"logged in as {session.Name}", writer => writer.WriteString("user", session.Name));
    }

    private static async Task LogoutAsync(CommandCall call, CancellationToken stopping)
    {
        await call.Node.LogoutAsync(stopping);
        call.Answer("logged out");
    }

    private static Task WhoAmIAsync(CommandCall call, CancellationToken stopping)
    {
        var name = call.Node.Demand().Session.Name;
        call.Answer(name, writer => writer.WriteString("user", name));
        return Task.CompletedTask;
    }

    private static async Task ChangePasswordAsync(CommandCall call, CancellationToken stopping)
    {
        if (call.Words is not [var old, var fresh])
        {
            throw new CommandFailure("both passwords are needed; give none to be asked for both");
        }

        await call.Node.AskAsync(token => call.Node.Tracker.ChangePasswordAsync(token, old, fresh, stopping));
        call.Answer("password changed");
    }

    private static async Task RenameUserAsync(CommandCall call, CancellationToken stopping)
    {
        var fresh = call.Words[0];
        await call.Node.AskAsync(token => call.Node.Tracker.RenameUserAsync(token, fresh, stopping));
        call.Node.Rename(fresh);
        call.Answer($"renamed to {fresh}", writer => writer.WriteString("user", fresh));
    }
}
