using System.CommandLine;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;
using PeerShare.App.Repl;
using PeerShare.Protocol.Values;
using PeerShare.Tracker;

namespace PeerShare.App.Commands;

/// <summary>What <c>peershare tracker</c> was asked for.</summary>
/// <param name="TrackerList">Path of a <c>tracker_info.txt</c>.</param>
/// <param name="Number">Which tracker of the list this one is, from 1.</param>
internal sealed record TrackerCommandOptions(string TrackerList, int Number)
{
    /// <summary>What is kept between runs.</summary>
    public string Data { get; init; } = $"tracker-{Number}";

    /// <summary>What the trackers of the list share.</summary>
    public string Key { get; init; } = $"{TrackerList}.key";

    /// <summary>Null for the list's address.</summary>
    public ListenAddress? Listen { get; init; }

    public Registration Registration { get; init; } = Registration.Open;

    public Quotas Quotas { get; init; } = new();

    /// <summary>What clients are shown instead of a certificate of the cluster.</summary>
    public TlsCertificate Tls { get; init; } = new(null, null);
}

/// <summary><c>peershare tracker</c>: keeps users, groups and the catalogue, and tells members of each other.</summary>
internal static class TrackerCommand
{
    private const string Quit = "quit";

    public static Command Build(CommandContext context)
    {
        var list = Parameter.Text("tracker_info.txt", "The trackers, one host:port a line");
        var number = Parameter.Word<int>("number", "Which of them this one is, from 1", Numbers.TryParseTracker);
        var data = new Option<string?>("--data") { Description = "What is kept between runs (tracker-<number>)", HelpName = "DIR" };
        var key = new Option<string?>("--key") { Description = "What the trackers of the list share, made by the first (<tracker_info.txt>.key)", HelpName = "FILE" };
        var listen = Parameter.Place<ListenAddress>("--listen", "IP:PORT", "Where to listen (the list's address)", ListenAddress.TryParse);
        var registration = Parameter.Choice<Registration>("--registration", "open|closed", "Who may become a user (open)", Words.TryParseRegistration);
        var groups = Parameter.Choice<int>("--max-groups", "N", "Groups that a user may found (100)", Numbers.TryParseQuota);
        var users = Parameter.Choice<int>("--max-users-an-hour", "N", "New users from one address in an hour (100)", Numbers.TryParseQuota);
        var files = Parameter.Choice<int>("--max-files", "N", "Files that a user may share (10000)", Numbers.TryParseQuota);
        var torrents = Parameter.Choice<long>("--max-torrent-bytes", "SIZE", "What all torrents that a user shared may take (1GB)", Sizes.TryParse);
        var tlsCertificate = Parameter.File("--tls-cert", "What to show to clients: a certificate and those between it and its authority, PEM (one of the cluster)");
        var tlsKey = Parameter.File("--tls-key", "The private key of that certificate, PEM (in the same file)");
        var command = new DocumentedCommand(
            "tracker",
            "Keeps users, groups and the catalogue, and tells members of each other.",
            "peershare tracker tracker_info.txt 1",
            "peershare tracker tracker_info.txt 1 --data /var/lib/peershare --listen 0.0.0.0:5000 --registration closed",
            "peershare tracker tracker_info.txt 1 --tls-cert fullchain.pem --tls-key privkey.pem")
        {
            list, number, data, key, listen, registration, groups, files, torrents, users, tlsCertificate, tlsKey,
            TrackerUserCommands.Build(context), TrackerBackupCommand.Build(context), TrackerRestoreCommand.Build(context),
        };
        return command.Runs(context, Bind, RunAsync);

        TrackerCommandOptions Bind(ParseResult typed)
        {
            var defaults = new TrackerCommandOptions(typed.GetRequiredValue(list), typed.GetRequiredValue(number));
            return defaults with
            {
                Data = typed.GetValue(data) ?? defaults.Data,
                Key = typed.GetValue(key) ?? defaults.Key,
                Listen = typed.GetValue(listen),
                Registration = typed.GetValue(registration) ?? defaults.Registration,
                Quotas = defaults.Quotas with
                {
                    Groups = typed.GetValue(groups) ?? defaults.Quotas.Groups,
                    Files = typed.GetValue(files) ?? defaults.Quotas.Files,
                    TorrentBytes = typed.GetValue(torrents) ?? defaults.Quotas.TorrentBytes,
                    UsersFromAddress = typed.GetValue(users) ?? defaults.Quotas.UsersFromAddress,
                },
                Tls = new TlsCertificate(typed.GetValue(tlsCertificate), typed.GetValue(tlsKey)),
            };
        }
    }

    internal static async Task<int> RunAsync(CommandContext context, TrackerCommandOptions options, CancellationToken stopping)
    {
        var trackers = Parsing.TrackerList.Read(options.TrackerList);
        if (options.Number > trackers.Count)
        {
            throw new CommandFailure($"{options.TrackerList} names {trackers.Count} tracker{(trackers.Count == 1 ? "" : "s")}; there is no number {options.Number}");
        }

        var places = trackers.Select(tracker => new HostPort(tracker.Address.Host, tracker.Address.Port)).ToList();
        var own = places[options.Number - 1];
        var setup = new TrackerOptions(options.Data)
        {
            Listen = (await ReachOfAsync(options, trackers[options.Number - 1].Address, stopping)).Listen,
            Address = own,
            Mirrors = [.. places.Where(place => place != own)],
            KeyFile = options.Key,
            Certificate = options.Tls.Read(context.TimeProvider.GetUtcNow()),
            Registration = options.Registration,
            Quotas = options.Quotas,
            Warn = line => context.Error.WriteLine($"warning: {line}"),
            TimeProvider = context.TimeProvider,
        };
        await using var tracker = await TrackerHost.StartAsync(setup, stopping);
        await TellAsync(context, tracker, setup.Certificate is { } shown ? Fingerprint.Of(shown.TargetCertificate) : null);
        await UntilToldAsync(context.In, stopping);
        return ExitCode.Done;
    }

    private static async Task TellAsync(CommandContext context, TrackerHost tracker, Fingerprint? certificate)
    {
        context.Json.Emit("listening", writer =>
        {
            writer.WriteString("address", tracker.Endpoint.ToString());
            writer.WriteString("fingerprint", tracker.Fingerprint.ToString());
            if (certificate is not null)
            {
                writer.WriteString("certificate", certificate.ToString());
            }
        });
        await context.Out.WriteLineAsync($"listening on {tracker.Endpoint}");
        await context.Out.WriteLineAsync($"cluster {tracker.Fingerprint}");
        if (certificate is not null)
        {
            await context.Out.WriteLineAsync($"certificate {certificate}");
        }
    }

    private static async Task<Reach> ReachOfAsync(TrackerCommandOptions options, Address listed, CancellationToken stopping)
    {
        var own = options.Listen is null ? await Addresses.ResolveAsync(listed, stopping) : null;
        return Reach.Of(options.Listen ?? new ListenAddress(own!.Address, own.Port));
    }

    /// <summary>The word, or a signal. The end of the input says nothing: a tracker usually has none.</summary>
    private static async Task UntilToldAsync(TextReader input, CancellationToken stopping)
    {
        try
        {
            while (await InputLines.ReadAsync(input, stopping) is { } line)
            {
                if (line.Trim() == Quit)
                {
                    return;
                }
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // SIGTERM and Ctrl-C are how a tracker is meant to be ended.
        }
    }
}
