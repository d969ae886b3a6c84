using System.CommandLine;
using PeerShare.App.Parsing;
using PeerShare.App.Repl;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare client</c> was asked for.</summary>
/// <param name="Address">Where other peers reach this client.</param>
/// <param name="TrackerList">Path of a <c>tracker_info.txt</c>.</param>
internal sealed record ClientOptions(ListenAddress Address, string TrackerList)
{
    /// <summary>What is kept between runs.</summary>
    public string Data { get; init; } = $"client-{Address.Port}";

    /// <summary>A failed command does not end redirected input.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Bytes a second; null without a limit.</summary>
    public long? UploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? PeerUploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? DownloadRate { get; init; }
}

/// <summary><c>peershare client</c>: shares files with groups; takes commands until it is told to quit.</summary>
internal static class ClientCommand
{
    public static Command Build(CommandContext context)
    {
        var address = Parameter.Word<ListenAddress>("ip:port", "Where other peers reach this client", ListenAddress.TryParse);
        var list = Parameter.Text("tracker_info.txt", "The trackers, one host:port a line, perhaps with a fingerprint sha256:…");
        var data = new Option<string?>("--data") { Description = "What is kept between runs (client-<port>)", HelpName = "DIR" };
        var keepGoing = Parameter.Flag("--keep-going", "A failed command does not end redirected input");
        var uploadRate = Parameter.UploadRate();
        var peerUploadRate = Parameter.PeerUploadRate();
        var downloadRate = Parameter.DownloadRate();
        var command = new DocumentedCommand(
            "client",
            "Shares files with groups: a prompt on a terminal, else commands from redirected input.",
            "peershare client 127.0.0.1:6001 tracker_info.txt",
            "peershare client 192.168.1.7:6001 tracker_info.txt --data ~/shared --upload-rate 5MB < commands.txt")
        {
            address, list, data, keepGoing, uploadRate, peerUploadRate, downloadRate,
        };
        return command.Runs(context, Bind, (own, options, stopping) => new ClientSession(own, options).RunAsync(stopping));

        ClientOptions Bind(ParseResult typed)
        {
            var defaults = new ClientOptions(typed.GetRequiredValue(address), typed.GetRequiredValue(list));
            return defaults with
            {
                Data = typed.GetValue(data) ?? defaults.Data,
                KeepGoing = typed.GetValue(keepGoing),
                UploadRate = typed.GetValue(uploadRate),
                PeerUploadRate = typed.GetValue(peerUploadRate),
                DownloadRate = typed.GetValue(downloadRate),
            };
        }
    }
}
