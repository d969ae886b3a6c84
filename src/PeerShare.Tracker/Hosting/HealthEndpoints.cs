using Microsoft.AspNetCore.Http;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Hosting;

/// <summary>What a supervisor asks. A tracker that is cut off from its mirrors, or whose clock is wrong, says so and goes on: the only
/// thing that makes it useless is a disk that takes no writes.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this TrackerApi api, Mirrors mirrors, IRecordStore store)
    {
        api.Get(
            new Operation(Routes.Live, null, null, IsGet: true, NeedsSession: false) { Summary = "Does it run?", IsPlainToo = true },
            context => context.EndAsync(refusal: null));
        api.Get(
            new Operation(Routes.Ready, null, typeof(Health), IsGet: true, NeedsSession: false) { Summary = "Can it write to its disk, and is it with its mirrors?" },
            async context =>
            {
                var lines = mirrors.Lines(await store.HeadsAsync());
                var fault = api.Ledger.Fault;
                var problems = lines.Select(line => line.Problem).Prepend(fault?.Error).OfType<string>().ToList();
                await context.WriteAsync(new Health(fault is null, problems is [] ? null : string.Join("; ", problems), lines), fault?.Status ?? StatusCodes.Status200OK);
            });
    }
}
