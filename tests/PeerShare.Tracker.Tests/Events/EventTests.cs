using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Events;

namespace PeerShare.Tracker.Tests.Events;

public sealed class EventTests : IAsyncLifetime
{
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        (alice, bob) = await stage.UsersAsync("alice", "bob") is [var one, var two] ? (one, two) : default;
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Each_is_told_what_concerns_them()
    {
        await using var owner = await EventReader.OpenAsync(alice);
        await using var member = await EventReader.OpenAsync(bob);
        await alice.CreateGroupAsync("g1", bob);
        (await owner.NextAsync()).ShouldBe(new Notice(NoticeKind.Asked, "g1", "bob"));
        (await member.NextAsync()).ShouldBe(new Notice(NoticeKind.Accepted, "g1"));

        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
        await alice.DoAsync(Routes.RemoveFile, new FileName("g1", "f"));
        var removed = new Notice(NoticeKind.FileRemoved, "g1", null, "f", Content.Torrent("f").InfoHash.ToString());
        (await owner.NextAsync()).ShouldBe(removed);
        (await member.NextAsync()).ShouldBe(removed);

        var groupId = (await alice.AskAsync<GroupRoot>(Routes.Root, new GroupName("g1"))).GroupId;
        await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"));
        (await member.NextAsync()).ShouldBe(new Notice(NoticeKind.Removed, "g1", GroupId: groupId));
        await bob.DoAsync(Routes.Join, new GroupName("g1"));
        await alice.DoAsync(Routes.Reject, new MemberName("g1", "bob"));
        (await member.NextAsync()).ShouldBe(new Notice(NoticeKind.Rejected, "g1"));
    }

    [Fact]
    public async Task A_stream_ends_with_its_session()
    {
        var other = stage.Client();
        await other.LoginAsync("alice");
        await using var kept = await EventReader.OpenAsync(alice);
        await using var ended = await EventReader.OpenAsync(other);
        (await alice.DoAsync(Routes.ChangePassword, new PasswordChange(TestClient.Password, "new"))).ShouldBe("");
        (await ended.NextAsync()).ShouldBe(new Notice(NoticeKind.SessionEnded));
        (await ended.NextAsync()).ShouldBeNull();
        (await alice.DoAsync(Routes.Logout)).ShouldBe("");
        (await kept.NextAsync()).ShouldBe(new Notice(NoticeKind.SessionEnded));
        (await kept.NextAsync()).ShouldBeNull();
        (await other.DoAsync(Routes.Events)).ShouldNotBe("");
    }

    [Fact]
    public async Task All_machines_of_a_user_hear_what_happens()
    {
        var machines = new List<EventReader>();
        for (var number = 0; number < 20; number++)
        {
            machines.Add(await EventReader.OpenAsync(alice));
        }

        await alice.CreateGroupAsync("g1");
        await bob.DoAsync(Routes.Join, new GroupName("g1"));
        foreach (var machine in machines)
        {
            (await machine.NextAsync()).ShouldBe(new Notice(NoticeKind.Asked, "g1", "bob"));
            await machine.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_oldest_of_too_many_streams_gives_way()
    {
        await using var oldest = await EventReader.OpenAsync(alice);
        var others = new List<EventReader>();
        for (var number = 0; number < NoticeBoard.MostOfUser; number++)
        {
            others.Add(await EventReader.OpenAsync(alice));
        }

        (await oldest.NextAsync()).ShouldBeNull();
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_a_session_there_is_no_stream() =>
        (await stage.Client().TryAskAsync<Notice>(HttpMethod.Get, Routes.Events, null)).Error.ShouldBe("you are not logged in; login first");

    [Fact]
    public async Task The_tracker_ends_although_streams_are_open()
    {
        await using var open = await EventReader.OpenAsync(alice);
        await stage.RestartAsync();
        (await open.NextAsync()).ShouldBeNull();
    }
}
