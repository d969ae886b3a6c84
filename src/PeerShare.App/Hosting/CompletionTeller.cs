using PeerShare.App.Sharing;
using PeerShare.App.Tracking;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Hosting;

/// <summary>Tells the tracker that a download is complete, so that this node is listed among those who share it.</summary>
/// <param name="tracker">Asked until it has heard.</param>
/// <param name="token">Of the session.</param>
/// <param name="notice">Told when the tracker will not list it.</param>
/// <param name="time">Measures the pauses.</param>
internal sealed class CompletionTeller(TrackerClient tracker, string token, Action<string> notice, TimeProvider time)
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);

    public async Task TellAsync(Holding holding, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await tracker.FileAsync(Routes.Completed, token, holding.Record.Group, holding.Record.Name, stopping);
                holding.Change(record => record with { IsListed = true });
                return;
            }
            catch (TrackerUnreachable)
            {
                await Task.Delay(RetryEvery, time, stopping);
            }
            catch (TrackerRefusal refusal)
            {
                notice($"warning: {holding.Record.Name} in {holding.Record.Group} is complete, and the tracker says: {refusal.Message}");
                return;
            }
        }
    }
}
