using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PeerShare.Tracker.Mirroring;

namespace PeerShare.Tracker.Hosting;

/// <summary>Kestrel as we want it: bounded in what strangers can fill.</summary>
internal static class TrackerServer
{
    /// <summary>TLS handshakes of an address, as many in a row as it may have connections; then so many more as
    /// <see cref="MostHandshakesASecond"/> says.</summary>
    public const int MostHandshakesInARow = MostOfAddress;

    /// <summary>They take a tenth of a core.</summary>
    public const int MostHandshakesASecond = 100;

    private const int MostOfAddress = 2_000;
    private const int LongestHeaders = 16_384;
    // Bytes a second: a torrent of 10 MB may take an hour.
    private const double SlowestBody = 4096;

    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdlePatience = TimeSpan.FromMinutes(2);

    public static WebApplication Build(TrackerOptions options, ClusterKey key)
    {
        // A proxy before us may not take a bare line feed for the end of a line; then what we read as two headers would be one to it.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        var builder = BareServer.NewBuilder();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Farewell);
        var connections = new ConnectionsOfAddress(MostOfAddress);
        var handshakes = new HandshakesOfAddress(MostHandshakesInARow, MostHandshakesASecond, options.TimeProvider);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, listen =>
            {
                listen.Use(next => connection => connections.AnswerAsync(connection, next));
                listen.UseTlsBeside(handshakes, key, options.Certificate, options.TimeProvider, options.Warn);
            });
            kestrel.AddServerHeader = false;
            Bound(kestrel.Limits, options.MostConnections);
        });
        var app = builder.Build();
        app.Use(next => context => Faults.AnswerAsync(context, next, options.Warn));
        app.Use(next => context => PlainHttp.GuardAsync(context, next));
        app.Use(next => context => BrowserPages.GuardAsync(context, next));
        return app;
    }

    /// <returns>Where it listens now.</returns>
    /// <exception cref="IOException">The address is taken or not ours.</exception>
    public static async Task<IPEndPoint> ListenAsync(WebApplication app, IPEndPoint place, CancellationToken stopping)
    {
        try
        {
            await app.StartAsync(stopping);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new IOException($"{place} cannot be listened on ({failure.InnerException?.Message ?? failure.Message}); give another address or end who uses it", failure);
        }

        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return new IPEndPoint(IPAddress.Parse(address.DnsSafeHost), address.Port);
    }

    private static void Bound(KestrelServerLimits limits, int mostConnections)
    {
        limits.MaxConcurrentConnections = mostConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestHeadersTotalSize = LongestHeaders;
        limits.RequestHeadersTimeout = HeaderPatience;
        limits.KeepAliveTimeout = IdlePatience;
        limits.MinRequestBodyDataRate = new MinDataRate(SlowestBody, HeaderPatience);
        limits.MaxRequestBodySize = TrackerApi.LongestBody;
    }
}
