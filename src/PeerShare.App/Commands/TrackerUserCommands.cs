using System.CommandLine;
using System.Globalization;
using PeerShare.App.Commands.Client;
using PeerShare.Tracker;
using PeerShare.Tracker.Operating;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare tracker user …</c> was asked for.</summary>
/// <param name="Order">What to do, and with whom.</param>
internal sealed record TrackerUserOptions(UserOrder Order)
{
    /// <summary>The tracker's folder.</summary>
    public string Data { get; init; } = "tracker-1";
}

/// <summary><c>peershare tracker user</c>: what whoever runs a tracker does with its users, whether it runs or not.</summary>
internal static class TrackerUserCommands
{
    public static Command Build(CommandContext context) => new("user", "Lists the users, gives one a new password, takes one out; on the tracker's own machine.")
    {
        One(context, UserAct.List, "Lists the users: name, and in how many groups.", "peershare tracker user list"),
        One(context, UserAct.Reset, "Gives a user a new password, prints it, and ends the user's sessions and passkey.", "peershare tracker user reset alice"),
        One(context, UserAct.Delete, "Takes a user out of every group and frees the name; files that nobody else shares go.", "peershare tracker user delete alice --data tracker-2"),
    };

    internal static async Task<int> RunAsync(CommandContext context, TrackerUserOptions options, CancellationToken stopping)
    {
        var report = await Operator.DoAsync(new TrackerOptions(options.Data) { TimeProvider = context.TimeProvider }, options.Order, stopping);
        if (report.Error is not null)
        {
            throw new CommandFailure(report.Error);
        }

        Say(context, options.Order, report);
        return ExitCode.Done;
    }

    private static Command One(CommandContext context, UserAct act, string description, string example)
    {
        var user = Parameter.Text("user_id", "The user, as shown in the list");
        var data = new Option<string?>("--data") { Description = "The tracker's folder (tracker-1)", HelpName = "DIR" };
        var command = new DocumentedCommand(act.ToString().ToLowerInvariant(), description, example) { data };
        if (act != UserAct.List)
        {
            command.Arguments.Add(user);
        }

        return command.Runs(context, Bind, RunAsync);

        TrackerUserOptions Bind(ParseResult typed)
        {
            var defaults = new TrackerUserOptions(new UserOrder(act, act == UserAct.List ? null : typed.GetRequiredValue(user)));
            return defaults with { Data = typed.GetValue(data) ?? defaults.Data };
        }
    }

    private static void Say(CommandContext context, UserOrder order, UserReport report)
    {
        if (order.Act == UserAct.List)
        {
            Listing.Write(context, "user", (report.Users ?? []).Select(EntryOf));
            return;
        }

        context.Out.WriteLine(order.Act == UserAct.Reset ? $"the password of {order.User} is now {report.Password}" : $"user {order.User} deleted");
        context.Json.SetResult(writer =>
        {
            writer.WriteString("user", order.User);
            if (report.Password is not null)
            {
                writer.WriteString("password", report.Password);
            }
        });
    }

    private static ListEntry EntryOf(UserLine user) => new([user.Name, user.Groups.ToString(CultureInfo.InvariantCulture)], writer =>
    {
        writer.WriteString("name", user.Name);
        writer.WriteNumber("groups", user.Groups);
    });
}
