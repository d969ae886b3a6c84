using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Announce;
using PeerShare.Tracker.Audit;
using PeerShare.Tracker.Catalogue;
using PeerShare.Tracker.Certificates;
using PeerShare.Tracker.Events;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Operating;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker;

/// <summary>A running tracker.</summary>
public sealed class TrackerHost : IAsyncDisposable
{
    /// <summary>Announces that a peer may miss before it is forgotten.</summary>
    private const int SilencesAllowed = 2;

    private readonly DataFolder folder;
    private readonly ClusterKey key;
    private readonly Mirrors mirrors;
    private readonly MirrorLink link;
    private readonly Replication replication;
    private readonly Ledger ledger;
    private readonly SwarmTable swarms;
    private readonly NoticeBoard board;
    private readonly ITimer sweeping;
    private readonly Passwords passwords;
    private readonly WebApplication app;
    private OperatorSocket? operators;
    private bool hasEnded;

    private TrackerHost(TrackerOptions options, DataFolder folder, ClusterKey key, Mirrors mirrors, Ledger ledger, SwarmTable swarms, NoticeBoard board)
    {
        this.key = key;
        this.mirrors = mirrors;
        link = new MirrorLink(key, options.TimeProvider);
        replication = new Replication(mirrors, ledger, swarms, folder.Store, link, options.TimeProvider, options.Warn);
        this.folder = folder;
        this.ledger = ledger;
        this.swarms = swarms;
        this.board = board;
        sweeping = options.TimeProvider.CreateTimer(_ => swarms.Sweep(), null, options.AnnounceInterval, options.AnnounceInterval / 2);
        passwords = new Passwords(options.PasswordIterations, options.HashingCores);
        app = TrackerServer.Build(options, key);
        Map(options);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Of the cluster's root certificate.</summary>
    public Fingerprint Fingerprint => key.Fingerprint;

    /// <summary>Reads what the folder holds, takes from the mirrors what it lacks, and listens.</summary>
    /// <exception cref="IOException">The folder cannot be used or is in use, or the address is taken; says why.</exception>
    public static async Task<TrackerHost> StartAsync(TrackerOptions options, CancellationToken stopping)
    {
        var folder = DataFolder.Open(options.DataFolder);
        TrackerHost? host = null;
        try
        {
            var board = new NoticeBoard();
            var swarms = new SwarmTable(SilencesAllowed * options.AnnounceInterval, options.TimeProvider, RandomNumberGenerator.GetInt32(int.MaxValue));
            var key = KeyPlace.Open(options);
            var mirrors = new Mirrors(options.TimeProvider, options.Warn);
            var aftermath = new Aftermath(swarms, board);
            var ledger = await Ledger.OpenAsync(folder.Store, options.TimeProvider, Ledger.FreshOrigin(), Follow, mirrors.HearAsync, mirrors.ConfirmAsync);
            host = new TrackerHost(options, folder, key, mirrors, ledger, swarms, board);
            if (options.Address is { } address)
            {
                mirrors.Name(address, isListening: false);
            }

            string[] secret = [options.DataFolder, options.KeyFile ?? options.DataFolder];
            secret.Distinct().Select(Permissions.ProblemOf).OfType<string>().ToList().ForEach(options.Warn);
            options.Mirrors.ToList().ForEach(mirror => mirrors.Meet(mirror));
            await host.replication.CatchUpAsync(stopping);
            host.operators = await TakeOrdersAsync(options, new UserDesk(ledger, host.passwords));
            host.Endpoint = await TrackerServer.ListenAsync(host.app, options.Listen, stopping);
            host.replication.Start(options.Address ?? new HostPort(host.Endpoint.Address.ToString(), host.Endpoint.Port));
            return host;

            void Follow(TrackerView view, IReadOnlyList<Record> records)
            {
                aftermath.Follow(view, records);
                mirrors.Tell();
            }
        }
        catch
        {
            await (host?.DisposeAsync() ?? folder.DisposeAsync());
            throw;
        }
    }

    /// <summary>Takes no more requests, ends those that are under way, and closes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref hasEnded, true))
        {
            return;
        }

        await (operators?.DisposeAsync() ?? ValueTask.CompletedTask);
        board.CloseAll();
        await replication.DisposeAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        await sweeping.DisposeAsync();
        await ledger.DisposeAsync();
        passwords.Dispose();
        link.Dispose();
        key.Dispose();
        await folder.DisposeAsync();
    }

    private static async Task<OperatorSocket?> TakeOrdersAsync(TrackerOptions options, UserDesk desk)
    {
        if (OperatorSocket.PathIn(options.DataFolder) is { } path)
        {
            return await OperatorSocket.OpenAsync(path, desk);
        }

        options.Warn($"the path of {options.DataFolder} is too long for a socket, so 'tracker user' works only while the tracker is stopped");
        return null;
    }

    private void Map(TrackerOptions options)
    {
        var time = options.TimeProvider;
        var tokens = new SessionTokens(key.SessionKey);
        var sequence = new Sequence(ledger, mirrors, time);
        app.Use(next => context => sequence.AnswerAsync(context, next));
        var api = new TrackerApi(app, ledger, new SecondLook(ledger, mirrors, replication.LookAsync, time), tokens, time);
        api.MapAccounts(
            new SignIn(ledger, passwords, new LoginLimits(time), tokens, time),
            new Passkeys(key.PasskeyKey),
            options.Registration,
            new RegistrationLimit(options.Quotas.UsersFromAddress, time));
        var keys = new GroupKeys(key.SealingKey);
        api.MapGroups(keys, options.Quotas, time);
        api.MapAudit(folder.Store);
        api.MapCertificates(keys, time);
        api.MapCatalogue(new CatalogueQuestions(swarms), replication.Blobs, options.Quotas, time);
        api.MapAnnounce(new AnnounceDesk(ledger, swarms, options.AnnounceInterval, time));
        api.MapEvents(board, time);
        api.MapMirrors(mirrors, new PeerFeeds(swarms, time), folder.Store, time);
        api.MapHealth(mirrors, folder.Store);
        api.MapDescription();
    }
}
