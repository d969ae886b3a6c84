using System.Net;
using PeerShare.App.Sharing;
using PeerShare.App.Tests.Client;
using PeerShare.App.Tracking;
using PeerShare.Engine;
using PeerShare.Protocol.Values;
using PeerShare.Tracker;

namespace PeerShare.App.Tests.Sharing;

/// <summary>What is shown to the peers of encrypted groups, on a clock that the tracker has too.</summary>
public sealed class MembershipsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_certificate_is_renewed_at_half_its_life_and_the_renewed_one_is_shown()
    {
        await using var host = await TrackerHost.StartAsync(
            new TrackerOptions(folder.Folder("tracker")) { Listen = new IPEndPoint(IPAddress.Loopback, 0), PasswordIterations = 1, TimeProvider = time }, Stopping);
        using var link = new TrackerLink(
            [StagedClient.AddressOf(host.Endpoint.ToString())], new TrackerTrust([], new TrackerPin(folder.Path, _ => { }), time), TimeProvider.System, TimeSpan.FromSeconds(15));
        var tracker = new TrackerClient(link, TimeProvider.System);
        await tracker.CreateUserAsync("alice", "pw", Stopping);
        var session = await tracker.LoginAsync("alice", "pw", EntityId.Create().ToString(), Stopping);
        await tracker.CreateGroupAsync(session.Token, "g1", open: false, Stopping);
        var root = await tracker.RootAsync(session.Token, "g1", Stopping);
        await using var memberships = new Memberships(tracker, session.Token, time);

        var access = memberships.Of(root.Root.ShouldNotBeNull(), () => "g1");
        var first = await EndOfShownAsync(access);
        var halfLife = (first - time.GetUtcNow().UtcDateTime) / 2;
        await time.TimerSetAsync(halfLife).WaitAsync(Stopping);
        time.Advance(halfLife);
        await time.TimerSetAsync(halfLife).WaitAsync(Stopping);

        (await EndOfShownAsync(access)).ShouldBe(first + halfLife);
    }

    private static async Task<DateTime> EndOfShownAsync(GroupAccess access) =>
        (await access.ShownAsync(Stopping)).TargetCertificate.NotAfter.ToUniversalTime();
}
