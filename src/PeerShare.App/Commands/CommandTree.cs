using System.CommandLine;
using System.CommandLine.Help;
using PeerShare.App.Commands.Client;

namespace PeerShare.App.Commands;

/// <summary>Every command that there is.</summary>
internal static class CommandTree
{
    public const string JsonName = "--json";

    public static IReadOnlyList<string> Examples { get; } =
    [
        "peershare demo ring                          see it work: an owner, five peers, one file",
        "peershare owner 5000 film.mkv                deal a file out to five peers",
        "peershare peer 5000 5001 5002                be one of them: fetch from 5002, serve on 5001",
        "peershare fetch film.torrent downloads       fetch a torrent",
    ];

    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand("Shares files among people who know each other, without a server that holds them.")
        {
            OwnerCommand.Build(context),
            PeerCommand.Build(context),
            DemoCommand.Build(context),
            InspectCommand.Build(context),
            MakeTorrentCommand.Build(context),
            SeedCommand.Build(context),
            FetchCommand.Build(context),
            TrackerCommand.Build(context),
            ClientCommand.Build(context),
        };
        foreach (var command in CommandTable.All)
        {
            root.Subcommands.Add(ShellCommand.Build(context, command));
        }

        root.Options.Add(new Option<bool>(JsonName) { Description = "One JSON object a line on stdout, text for people on stderr", Recursive = true });
        GiveExamples(root);
        return root;
    }

    /// <summary>Not the library's own help option, which takes a folder called /h for a cry for help.</summary>
    private static void GiveExamples(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(new HelpOption("--help", "-h", "-?") { Action = new HelpWithExamples(new HelpAction()) });
    }
}
