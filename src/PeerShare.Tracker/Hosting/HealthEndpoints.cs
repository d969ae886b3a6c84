using Microsoft.AspNetCore.Builder;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Hosting;

/// <summary>What a supervisor asks.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this TrackerApi api)
    {
        api.Routes.MapGet(Routes.Live, context => context.EndAsync(refusal: null));
        api.Routes.MapGet(Routes.Ready, context => context.EndAsync(api.Ledger.Fault));
    }
}
