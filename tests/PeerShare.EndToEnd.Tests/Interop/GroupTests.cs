using PeerShare.EndToEnd.Tests.Mirrors;
using PeerShare.EndToEnd.Tests.Plumbing;
using PeerShare.EndToEnd.Tests.Staging;
using static PeerShare.EndToEnd.Tests.Plumbing.Swapping;

namespace PeerShare.EndToEnd.Tests.Interop;

/// <summary>Another implementation among the members of an encrypted group.</summary>
public sealed class GroupTests : StagedTest
{
    private const string Group = "g1";
    private const string Film = "film.bin";

    [Fact]
    public async Task Libtorrent_fetches_and_serves_with_a_certificate_that_the_tracker_issued()
    {
        using var pair = new Pair(Stage);
        await pair.StartAsync(0);
        await pair.StartAsync(1);
        await pair.LoginAsync("alice");
        await Stage.FileAsync($"films/{Film}", 3 * MiB + 5);
        var alice = Stage.Start("client", "127.0.0.1:0", "tracker_info.txt", "--data", "alice");
        var address = (await alice.SaysAsync("^client on ([^,]+),")).Groups[1].Value;
        await Stage.TellAsync("alice", "login", "alice", "pw");
        await Stage.TellAsync("alice", "create_group", Group);
        await Stage.TellAsync("alice", "upload_file", $"films/{Film}", Group);
        await pair.LoginAsync("bob");
        var bob = await Membership.BeginAsync(pair, Stage, "alice", Group, "bob", Film);

        var libtorrent = await Libtorrent.StartEncryptedAsync(Stage, bob.Torrent, "bobs", bob.Certificate, bob.Key, address);

        var port = (await libtorrent.SaysAsync(@"^seeding on (\d+)")).Groups[1].Value;
        Stage.ShouldBeAs("bobs", "films");
        await alice.KillAsync();
        var fetch = Stage.Fetch(bob.Torrent, "copy", ["--peer", $"127.0.0.1:{port}", .. bob.Words]);
        (await fetch.EndsAsync()).ShouldBe(0);
        Stage.ShouldBeAs("copy", "films");
    }
}
