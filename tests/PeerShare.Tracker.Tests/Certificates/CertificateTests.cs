using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.Tests.Events;

namespace PeerShare.Tracker.Tests.Certificates;

public sealed class CertificateTests : IAsyncLifetime
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;
    private TestClient carol = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        (alice, bob, carol) = await stage.UsersAsync("alice", "bob", "carol") is [var one, var two, var three] ? (one, two, three) : default;
    }

    public async ValueTask DisposeAsync()
    {
        key.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_member_gets_a_certificate_that_the_groups_root_has_signed()
    {
        await alice.CreateEncryptedGroupAsync("g1", bob);

        using var root = X509Certificate2.CreateFromPem(await RootAsync(alice));
        using var certificate = await CertificateAsync(bob);

        PeerCertificate.FaultOf(certificate, root, "anything", TimeProvider.System.GetUtcNow()).ShouldBeNull();
        certificate.PublicKey.ExportSubjectPublicKeyInfo().ShouldBe(key.ExportSubjectPublicKeyInfo());
        SubjectOf(certificate).Epoch.ShouldBe(1);
        (await alice.AskAsync<GroupLine[]>(Routes.ListGroups)).ShouldHaveSingleItem().Open.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_no_member_gets_neither_certificate_nor_root()
    {
        await alice.CreateEncryptedGroupAsync("g1", bob);
        await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"));

        foreach (var stranger in new[] { bob, carol })
        {
            (await RefusalAsync(stranger, "g1")).ShouldBe("you are not a member of g1");
            (await stranger.DoAsync(Routes.Root, new GroupName("g1"))).ShouldBe("you are not a member of g1");
        }

        (await RefusalAsync(carol, "g9")).ShouldBe("no group g9");
        (await RefusalAsync(stage.Client(), "g1")).ShouldBe("you are not logged in; login first");
    }

    [Fact]
    public async Task An_open_group_has_no_certificates_and_says_so()
    {
        await alice.CreateGroupAsync("g1", bob);

        (await RefusalAsync(bob, "g1")).ShouldBe("g1 is an open group and has no certificates");
        (await bob.AskAsync<GroupRoot>(Routes.Root, new GroupName("g1"))).Root.ShouldBeNull();
        (await alice.AskAsync<GroupLine[]>(Routes.ListGroups)).ShouldHaveSingleItem().Open.ShouldBeTrue();
    }

    [Fact]
    public async Task A_group_from_before_there_were_certificates_is_an_open_one_and_says_so()
    {
        await alice.CreateEncryptedGroupAsync("g1", bob);
        var id = EntityId.TryParse((await alice.AskAsync<GroupRoot>(Routes.Root, new GroupName("g1"))).GroupId, out var group) ? group : default;
        await stage.RestartAsync(() => WithoutAuthorityAsync(id));

        (await alice.AskAsync<GroupLine[]>(Routes.ListGroups)).ShouldHaveSingleItem().Open.ShouldBeTrue();
        (await alice.AskAsync<GroupRoot>(Routes.Root, new GroupName("g1"))).Root.ShouldBeNull();
        (await RefusalAsync(bob, "g1")).ShouldBe("g1 is an open group and has no certificates");
        (await ShareAsync("g1", null)).ShouldBe("");
        (await bob.AnnounceAsync(Content.Torrent("f"), 1002)).FailureReason.ShouldBeNull();
    }

    [Fact]
    public async Task A_torrent_must_have_the_root_of_the_group_that_it_is_shared_in()
    {
        await alice.CreateEncryptedGroupAsync("g1");
        await alice.CreateEncryptedGroupAsync("g2");
        await alice.CreateGroupAsync("open");
        var root = await RootAsync(alice);

        (await ShareAsync("g1", null)).ShouldBe("this torrent cannot be shared: it was not made for g1");
        (await ShareAsync("g2", root)).ShouldBe("this torrent cannot be shared: it was not made for g2");
        (await ShareAsync("open", root)).ShouldBe("this torrent cannot be shared: it was not made for open");
        (await ShareAsync("g1", root)).ShouldBe("");
    }

    [Fact]
    public async Task Who_left_is_named_to_those_who_ask_and_has_a_new_epoch_when_let_in_again()
    {
        await alice.CreateEncryptedGroupAsync("g1", bob, carol);
        await carol.DoAsync(Routes.Leave, new GroupName("g1"));
        await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"));
        await alice.LetInAsync("g1", bob);

        using var again = await CertificateAsync(bob);
        var subject = SubjectOf(again);
        var former = (await AskAsync(alice)).Former;

        subject.Epoch.ShouldBe(2);
        former.Length.ShouldBe(2);
        former.ShouldContain(new FormerMember(subject.Member.ToString(), 1));
    }

    [Fact]
    public async Task Every_member_hears_who_left()
    {
        await alice.CreateEncryptedGroupAsync("g1", bob, carol);
        using var certificate = await CertificateAsync(bob);
        var member = SubjectOf(certificate);
        await using var heard = await EventReader.OpenAsync(carol);

        await alice.DoAsync(Routes.RemoveMember, new MemberName("g1", "bob"));

        (await heard.NextAsync()).ShouldBe(new Notice(NoticeKind.MemberLeft, "g1", Former: new FormerMember(member.Member.ToString(), 1), GroupId: member.Group.ToString()));
    }

    [Fact]
    public async Task The_root_outlives_a_restart_by_the_byte()
    {
        await alice.CreateEncryptedGroupAsync("g1", bob);
        var before = await RootAsync(alice);

        await stage.RestartAsync();

        (await RootAsync(alice)).ShouldBe(before);
        using var root = X509Certificate2.CreateFromPem(before);
        using var certificate = await CertificateAsync(bob);
        PeerCertificate.FaultOf(certificate, root, "anything", TimeProvider.System.GetUtcNow()).ShouldBeNull();
    }

    [Fact]
    public async Task A_request_that_is_none_is_refused_in_a_line()
    {
        await alice.CreateEncryptedGroupAsync("g1");

        (await alice.DoAsync(Routes.Certificate, new CertificateWanted("g1", []))).ShouldContain("malformed");
        (await alice.DoAsync(Routes.Certificate, new CertificateWanted("g1", new byte[20_000]))).ShouldContain("4096 bytes");
    }

    /// <summary>Writes a group as it was written before.</summary>
    private async Task WithoutAuthorityAsync(EntityId group)
    {
        await using var folder = DataFolder.Open(stage.Options.DataFolder);
        var record = (await folder.Store.GetAsync(RecordKey.Of(RecordKind.Group, group))).ShouldNotBeNull();
        var body = RecordJson.Decode<GroupBody>(record.Body) with { Authority = null };
        body.Open.ShouldBeFalse();
        await folder.Store.AppendAsync(new RecordBatch([record with { Body = RecordJson.Encode(body), Stamp = record.Stamp with { Counter = record.Stamp.Counter + 1 } }]));
    }

    private static MemberSubject SubjectOf(X509Certificate2 certificate)
    {
        MemberSubject.TryRead(certificate.SubjectName, out var subject).ShouldBeTrue();
        return subject;
    }

    private CertificateWanted Wanted(string group) =>
        new(group, new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest());

    private Task<MembershipCertificate> AskAsync(TestClient member) => member.AskAsync<MembershipCertificate>(Routes.Certificate, Wanted("g1"));

    private Task<string> RefusalAsync(TestClient asker, string group) => asker.DoAsync(Routes.Certificate, Wanted(group));

    private async Task<X509Certificate2> CertificateAsync(TestClient member) => X509Certificate2.CreateFromPem((await AskAsync(member)).Pem);

    private static async Task<string> RootAsync(TestClient member) => (await member.AskAsync<GroupRoot>(Routes.Root, new GroupName("g1"))).Root!;

    private Task<string> ShareAsync(string group, string? root) =>
        alice.DoAsync(Routes.ShareFile, new NewFile(TestClient.FreshId(), group, Content.Torrent("f", root: root).Encode()));
}
