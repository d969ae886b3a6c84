using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.EndToEnd.Tests.Plumbing;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;
using static PeerShare.EndToEnd.Tests.Plumbing.Swapping;

namespace PeerShare.EndToEnd.Tests.Interop;

/// <summary>Torrents with a root certificate, between us, and between us and libtorrent, which invented them.</summary>
public sealed class EncryptedTests : StagedTest
{
    /// <summary>The first byte of a record of TLS that only says what is wrong.</summary>
    private const byte Alert = 0x15;

    private readonly GroupAuthority authority = GroupAuthority.Create(new EntityId(1), TimeProvider.System.GetUtcNow());
    private string hash = "";

    [Fact]
    public async Task A_member_fetches_from_a_member()
    {
        await FilmAsync();
        var address = await SeedAsync();

        var fetch = Stage.Fetch("film.bin.torrent", "copy", ["--peer", address, .. await CertificateAsync("bob")]);

        (await fetch.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeAs("copy", "films");
    }

    [Fact]
    public async Task Without_a_certificate_nothing_begins_and_the_line_says_what_to_give()
    {
        await FilmAsync();

        var fetch = await Stage.RunAsync("fetch", "film.bin.torrent", "copy");
        var seed = await Stage.RunAsync("seed", "film.bin.torrent", "films");

        foreach (var ended in new[] { fetch, seed })
        {
            (await ended.EndsAsync()).ShouldBe(1);
            ended.Error.ShouldHaveSingleItem().ShouldBe("error: the peers of film.bin want to see a certificate; give --cert and --key");
        }
    }

    [Fact]
    public async Task Files_that_are_no_certificate_are_named()
    {
        await FilmAsync();
        await Stage.FileAsync("noise.pem", 1000);

        var fetch = await Stage.RunAsync("fetch", "film.bin.torrent", "copy", "--cert", "noise.pem");
        var made = await Stage.RunAsync("make-torrent", "films", "films.torrent", "--ssl-cert", "noise.pem");

        fetch.Error.ShouldHaveSingleItem().ShouldContain("noise.pem");
        made.Error.ShouldHaveSingleItem().ShouldContain("noise.pem");
    }

    [Fact]
    public async Task We_fetch_from_libtorrent()
    {
        await FilmAsync();
        var libtorrent = await StartLibtorrentAsync("films", "alice");
        var port = (await libtorrent.SaysAsync(@"^seeding on (\d+)")).Groups[1].Value;

        var fetch = Stage.Fetch("film.bin.torrent", "copy", ["--peer", $"127.0.0.1:{port}", .. await CertificateAsync("bob")]);

        (await fetch.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeAs("copy", "films");
    }

    [Fact]
    public async Task Libtorrent_fetches_from_us()
    {
        await FilmAsync();
        var address = await SeedAsync();

        var libtorrent = await StartLibtorrentAsync("copy", "bob", address);

        await libtorrent.SaysAsync("^seeding on");
        Stage.ShouldBeAs("copy", "films");
    }

    [Fact]
    public async Task A_session_is_never_resumed()
    {
        await FilmAsync();
        var address = await SeedAsync();
        var certificate = await CertificateAsync("bob");

        var first = await GreetAsync("-sess_out", "session");
        var second = await GreetAsync("-sess_in", "session");

        File.Exists(Stage.In("session")).ShouldBeTrue();
        foreach (var asked in new[] { first, second })
        {
            asked.Out.ShouldContain(line => line.StartsWith("New, TLSv1.3", StringComparison.Ordinal));
        }

        // What is no handshake ends the connection, after the session was given out.
        Task<Player> GreetAsync(params string[] session) => OpenSsl.ConnectAsync(
            Stage, address, "head -c 68 /dev/zero", ["-ign_eof", "-servername", hash, "-cert", certificate[1], "-key", certificate[3], .. session]);
    }

    [Fact]
    public async Task A_member_who_asks_for_an_older_or_weaker_tls_gets_nothing()
    {
        await FilmAsync();
        var address = await SeedAsync();
        var certificate = await CertificateAsync("bob");

        foreach (var way in OpenSsl.WeakWays.Append("-tls1_2"))
        {
            var asked = await OpenSsl.ConnectAsync(Stage, address, "head -c 68 /dev/zero", ["-servername", hash, "-cert", certificate[1], "-key", certificate[3], way]);
            asked.Out.ShouldContain(OpenSsl.NothingAgreed, way);
        }

        (await OpenSsl.AskAsOnceAsync(address)).ShouldAllBe(answer => answer.Length == 0 || answer[0] == Alert);
        var fetch = Stage.Fetch("film.bin.torrent", "copy", ["--peer", address, .. certificate]);
        (await fetch.EndsAsync()).ShouldBe(0);
    }

    private async Task FilmAsync()
    {
        await Stage.FileAsync("films/film.bin", 3 * MiB + 5);
        await File.WriteAllTextAsync(Stage.In("root.pem"), authority.RootPem);
        var made = await Stage.RunAsync("make-torrent", "films/film.bin", "film.bin.torrent", "--ssl-cert", "root.pem", "--piece-length", "64KB");
        hash = (await made.SaysAsync("info-hash ([0-9a-f]{40})$")).Groups[1].Value;
    }

    private async Task<string> SeedAsync()
    {
        var seed = Stage.Start(["seed", "film.bin.torrent", "films", "--listen", "127.0.0.1:0", .. await CertificateAsync("alice")]);
        return (await seed.SaysAsync("^seeding on (.+)$")).Groups[1].Value;
    }

    /// <returns>The words that show it.</returns>
    private async Task<IReadOnlyList<string>> CertificateAsync(string member)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var subject = new MemberSubject(new EntityId(1), EntityId.Create(), 1);
        authority.TryIssue(request, subject, TimeProvider.System.GetUtcNow(), out var issued, out var error).ShouldBeTrue(error);
        using var certificate = issued;
        await File.WriteAllTextAsync(Stage.In($"{member}.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Stage.In($"{member}.key"), key.ExportPkcs8PrivateKeyPem());
        return ["--cert", Stage.In($"{member}.pem"), "--key", Stage.In($"{member}.key")];
    }

    private async Task<Player> StartLibtorrentAsync(string folder, string member, params string[] peers)
    {
        var certificate = await CertificateAsync(member);
        return await Libtorrent.StartEncryptedAsync(Stage, Stage.In("film.bin.torrent"), folder, certificate[1], certificate[3], peers);
    }
}
