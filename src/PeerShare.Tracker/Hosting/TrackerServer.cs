using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PeerShare.Tracker.Hosting;

/// <summary>Kestrel as we want it: bounded in what strangers can fill, and deaf to the surroundings' configuration.</summary>
internal static class TrackerServer
{
    private const int MostConnections = 20_000;
    private const int LongestHeaders = 16_384;
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdlePatience = TimeSpan.FromMinutes(2);

    public static WebApplication Build(TrackerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Farewell);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen);
            kestrel.AddServerHeader = false;
            Bound(kestrel.Limits);
        });
        var app = builder.Build();
        app.Use(next => context => Faults.AnswerAsync(context, next, options.Warn));
        return app;
    }

    /// <summary>Where it listens, now that it does.</summary>
    public static IPEndPoint EndpointOf(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        var uri = new Uri(address);
        return new IPEndPoint(IPAddress.Parse(uri.DnsSafeHost), uri.Port);
    }

    private static void Bound(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestHeadersTotalSize = LongestHeaders;
        limits.RequestHeadersTimeout = HeaderPatience;
        limits.KeepAliveTimeout = IdlePatience;
        limits.MaxRequestBodySize = TrackerApi.LongestBody;
    }
}
