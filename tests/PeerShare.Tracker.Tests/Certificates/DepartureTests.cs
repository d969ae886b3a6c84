using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Tracker.Operating;

namespace PeerShare.Tracker.Tests.Certificates;

/// <summary>How many times of members are over: said at every announce, for whoever has lost the notice of one.</summary>
public sealed class DepartureTests : IAsyncLifetime
{
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;
    private TestClient carol = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        (alice, bob, carol) = await stage.UsersAsync("alice", "bob", "carol") is [var one, var two, var three] ? (one, two, three) : default;
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task An_announce_tells_of_as_many_as_the_list_beside_a_certificate()
    {
        var film = await ShareAsync("g1", bob, carol);
        (await DeparturesAsync(film)).ShouldBe(0);

        await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"));
        (await DeparturesAsync(film)).ShouldBe(1);
        await alice.LetInAsync("g1", bob);
        (await DeparturesAsync(film)).ShouldBe(1);
        await bob.DoAsync(Routes.Leave, new GroupName("g1"));
        (await DeparturesAsync(film)).ShouldBe(2);
        await TrackerStage.OrderAsync(stage.Options.DataFolder, new UserOrder(UserAct.Delete, "carol"));
        (await DeparturesAsync(film)).ShouldBe(3);

        (await ListedAsync("g1")).ShouldBe(3);
        await stage.RestartAsync();
        (await DeparturesAsync(film)).ShouldBe(3);
    }

    [Fact]
    public async Task Each_torrent_tells_of_its_own_group()
    {
        var (film, song) = (await ShareAsync("g1", bob), await ShareAsync("g2", bob));

        await alice.DoAsync(Routes.RemoveMember, new MemberName("g2", "bob"));

        (await DeparturesAsync(film)).ShouldBe(0);
        (await DeparturesAsync(song)).ShouldBe(1);
    }

    [Fact]
    public async Task In_open_groups_nothing_is_told_of_it()
    {
        await alice.CreateGroupAsync("g1", bob);
        await alice.DoAsync(Routes.ShareFile, Content.Offer("g1", "f"));
        await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"));

        (await DeparturesAsync(Content.Torrent("f"))).ShouldBeNull();
    }

    private async Task<Torrent> ShareAsync(string group, params TestClient[] others)
    {
        await alice.CreateEncryptedGroupAsync(group, others);
        var root = (await alice.AskAsync<GroupRoot>(Routes.Root, new GroupName(group))).Root;
        var torrent = Content.Torrent("f", root: root);
        (await alice.DoAsync(Routes.ShareFile, new NewFile(TestClient.FreshId(), group, torrent.Encode()))).ShouldBe("");
        return torrent;
    }

    private async Task<long?> DeparturesAsync(Torrent torrent) => (await alice.AnnounceAsync(torrent, 1001)).Departures;

    private async Task<long> ListedAsync(string group)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var issued = await alice.AskAsync<MembershipCertificate>(Routes.Certificate, new CertificateWanted(group, request));
        return issued.Former.Sum(former => former.Epoch);
    }
}
