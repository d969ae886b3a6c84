using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Hosting;

/// <summary>What a supervisor asks.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this TrackerApi api)
    {
        api.Get(
            new Operation(Routes.Live, null, null, IsGet: true, NeedsSession: false) { Summary = "Does it run?" },
            context => context.EndAsync(refusal: null));
        api.Get(
            new Operation(Routes.Ready, null, null, IsGet: true, NeedsSession: false) { Summary = "Can it write to its disk?" },
            context => context.EndAsync(api.Ledger.Fault));
    }
}
