using System.Net;
using PeerShare.App.Sharing;
using PeerShare.App.Tests.Client;
using PeerShare.App.Tracking;
using PeerShare.Engine;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Contracts;
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
        await using var host = await StartTrackerAsync();
        using var link = LinkTo(host);
        var tracker = new TrackerClient(link, TimeProvider.System);
        var session = await LogInAsync(tracker, "alice");
        await tracker.CreateGroupAsync(session.Token, "g1", open: false, Stopping);
        var root = await tracker.RootAsync(session.Token, new RootWanted("g1"), Stopping);
        await using var memberships = new Memberships(tracker, session.Token, time);

        var access = memberships.Of(root.Root.ShouldNotBeNull(), () => new GroupMark(null, "g1"));
        var first = await EndOfShownAsync(access);
        var halfLife = (first - time.GetUtcNow().UtcDateTime) / 2;
        await time.TimerSetAsync(halfLife).WaitAsync(Stopping);
        time.Advance(halfLife);
        await time.TimerSetAsync(halfLife).WaitAsync(Stopping);

        (await EndOfShownAsync(access)).ShouldBe(first + halfLife);
    }

    [Fact]
    public async Task Who_was_let_in_again_shows_a_new_certificate_however_late_a_tracker_tells_that_the_old_time_is_over()
    {
        await using var host = await StartTrackerAsync();
        using var link = LinkTo(host);
        var tracker = new TrackerClient(link, TimeProvider.System);
        var alice = await LogInAsync(tracker, "alice");
        var bob = await LogInAsync(tracker, "bob");
        await tracker.CreateGroupAsync(alice.Token, "g1", open: false, Stopping);
        await LetInAsync(tracker, alice, bob);
        var root = await tracker.RootAsync(bob.Token, new RootWanted("g1"), Stopping);
        await using var memberships = new Memberships(tracker, bob.Token, time);
        var access = memberships.Of(root.Root.ShouldNotBeNull(), () => new GroupMark(null, "g1"));
        var old = await SubjectOfShownAsync(access);

        memberships.Expel(new GroupMark(root.GroupId, "g1"), new FormerMember(old.Member.ToString(), old.Epoch));
        await time.TimerSetAsync(TimeSpan.FromSeconds(5)).WaitAsync(Stopping);
        (await SubjectOfShownAsync(access)).ShouldBe(old, "the tracker that was asked had not heard of it");
        await tracker.MemberAsync(Routes.RemoveMember, alice.Token, "g1", "bob", Stopping);
        await LetInAsync(tracker, alice, bob);
        time.Advance(TimeSpan.FromSeconds(5));

        await ClientStage.UntilAsync(async () => (await SubjectOfShownAsync(access)).Epoch == old.Epoch + 1);
    }

    private Task<TrackerHost> StartTrackerAsync() => TrackerHost.StartAsync(
        new TrackerOptions(folder.Folder("tracker")) { Listen = new IPEndPoint(IPAddress.Loopback, 0), PasswordIterations = 1, TimeProvider = time }, Stopping);

    private TrackerLink LinkTo(TrackerHost host) => new(
        [StagedClient.AddressOf(host.Endpoint.ToString())], new TrackerTrust([], new TrackerPin(folder.Path, _ => { }), time), TimeProvider.System, TimeSpan.FromSeconds(15));

    private static async Task<Session> LogInAsync(TrackerClient tracker, string user)
    {
        await tracker.CreateUserAsync(user, "pw", Stopping);
        return await tracker.LoginAsync(user, "pw", EntityId.Create().ToString(), Stopping);
    }

    private static async Task LetInAsync(TrackerClient tracker, Session alice, Session bob)
    {
        await tracker.GroupAsync(Routes.Join, bob.Token, "g1", Stopping);
        await tracker.MemberAsync(Routes.Accept, alice.Token, "g1", "bob", Stopping);
    }

    private static async Task<MemberSubject> SubjectOfShownAsync(GroupAccess access) =>
        MemberSubject.TryRead((await access.ShownAsync(Stopping)).TargetCertificate.SubjectName, out var subject) ? subject : throw new InvalidOperationException("not a member's");

    private static async Task<DateTime> EndOfShownAsync(GroupAccess access) =>
        (await access.ShownAsync(Stopping)).TargetCertificate.NotAfter.ToUniversalTime();
}
