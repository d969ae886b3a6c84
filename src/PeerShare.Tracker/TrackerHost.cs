using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker;

/// <summary>A running tracker.</summary>
public sealed class TrackerHost : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly Ledger ledger;
    private readonly Passwords passwords;
    private readonly WebApplication app;

    private TrackerHost(TrackerOptions options, DataFolder folder, Ledger ledger)
    {
        this.folder = folder;
        this.ledger = ledger;
        passwords = new Passwords(options.PasswordIterations, options.HashingCores);
        app = TrackerServer.Build(options);
        Map(options);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Reads what the folder holds and listens.</summary>
    /// <exception cref="IOException">The folder cannot be used or is in use, or the address is taken; says why.</exception>
    public static async Task<TrackerHost> StartAsync(TrackerOptions options, CancellationToken stopping)
    {
        var folder = DataFolder.Open(options.DataFolder);
        TrackerHost? host = null;
        try
        {
            var origin = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
            host = new TrackerHost(options, folder, await Ledger.OpenAsync(folder.Store, options.TimeProvider, origin, _ => { }));
            host.Endpoint = await TrackerServer.ListenAsync(host.app, options.Listen, stopping);
            return host;
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
        await app.StopAsync();
        await app.DisposeAsync();
        await ledger.DisposeAsync();
        passwords.Dispose();
        await folder.DisposeAsync();
    }

    private void Map(TrackerOptions options)
    {
        var time = options.TimeProvider;
        var tokens = new SessionTokens(folder.SessionKey);
        var api = new TrackerApi(app, ledger, tokens, time);
        api.MapAccounts(new SignIn(ledger, passwords, new LoginLimits(time), tokens, time), options.Registration);
        api.MapGroups();
        api.MapHealth();
        api.MapDescription();
    }
}
