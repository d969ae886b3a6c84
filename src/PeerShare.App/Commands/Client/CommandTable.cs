namespace PeerShare.App.Commands.Client;

/// <summary>Every command of a running client: at its prompt, in redirected input, and as <c>peershare command</c>.</summary>
internal static class CommandTable
{
    public static IReadOnlyList<NodeCommand> All { get; } =
        [.. AccountCommands.All, .. GroupCommands.All, .. FileCommands.All, .. DownloadCommands.All, .. ClientCommands.All];

    /// <exception cref="UsageFailure">There is none of that name.</exception>
    public static NodeCommand Find(string name) =>
        All.FirstOrDefault(command => command.Name == name)
        ?? throw new UsageFailure($"there is no command '{Shown(name)}'; help lists them");

    private static string Shown(string name) => name.Length <= 40 ? name : $"{name[..40]}…";
}
