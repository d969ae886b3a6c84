using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Operating;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>What a member may do ends at every tracker with the answer of the one that was told.</summary>
public sealed class EndedMemberTests
{
    private const string Group = "g1";
    private const string Film = "film";

    [Theory]
    [InlineData("removed", "you are not a member of g1")]
    [InlineData("left", "you are not a member of g1")]
    [InlineData("deleted", "you are not logged in; login first")]
    public async Task Passkey_and_rights_are_over_at_the_other_tracker_too(string way, string refusal)
    {
        await using var stage = await MirrorStage.StartAsync(2);
        var (alice, bob) = (await stage.UserAsync(0, "alice"), await stage.UserAsync(0, "bob"));
        await alice.CreateEncryptedGroupAsync(Group, bob);
        var film = Content.Torrent(Film, root: (await alice.AskAsync<GroupRoot>(Routes.Root, new GroupName(Group))).Root);
        (await alice.DoAsync(Routes.ShareFile, new NewFile(TestClient.FreshId(), Group, film.Encode()))).ShouldBe("");
        var (hers, his) = (stage.At(1, alice), stage.At(1, bob));
        (await his.FilesAsync(Group)).ShouldBe(Film);
        (await his.AnnounceAsync(film, 7000)).FailureReason.ShouldBeNull();
        var before = await hers.AnnounceAsync(film, 7001);
        (before.Peers.ShouldHaveSingleItem().Port, before.Departures).ShouldBe((7000, 0));

        await EndAsync(way, stage, alice, bob);

        (await his.DoAsync(Routes.ListFiles, new GroupName(Group))).ShouldBe(refusal);
        (await his.DoAsync(Routes.FileTorrent, new FileName(Group, Film))).ShouldBe(refusal);
        (await his.DoAsync(Routes.ShareFile, Content.Offer(Group, "song"))).ShouldBe(refusal);
        (await his.AnnounceAsync(film, 7000)).FailureReason.ShouldNotBeNull();
        var after = await hers.AnnounceAsync(film, 7001);
        (after.Peers.Count, after.Departures).ShouldBe((0, 1));
    }

    private static async Task EndAsync(string way, MirrorStage stage, TestClient alice, TestClient bob)
    {
        var error = way switch
        {
            "removed" => await alice.DoAsync(Routes.RemoveMember, new MemberName(Group, "bob")),
            "left" => await bob.DoAsync(Routes.Leave, new GroupName(Group)),
            _ => (await TrackerStage.OrderAsync(stage.DataOf(0), new UserOrder(UserAct.Delete, "bob"))).Error ?? "",
        };
        error.ShouldBe("");
    }
}
