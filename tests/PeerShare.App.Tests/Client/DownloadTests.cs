using PeerShare.App.Commands.Client;
using PeerShare.App.Sharing;
using PeerShare.Engine;
using PeerShare.Engine.Swarms;

namespace PeerShare.App.Tests.Client;

/// <summary>How downloads are shown and waited for.</summary>
public sealed class DownloadTests : ClientStage
{
    private const long MiB = 1 << 20;
    private const long Total = 100 * MiB;

    private static readonly HoldingRecord Film = new("g1", "film", "/to", "film", IsDownload: true, HoldingState.Downloading);

    [Theory]
    [InlineData(37, 5.25 * MiB, "[D] [g1] film 37% 5.3 MB/s ETA 0:12 from 4 peers")]
    [InlineData(99, 12.34 * MiB, "[D] [g1] film 99% 12.3 MB/s ETA 0:00 from 4 peers")]
    [InlineData(40, MiB / 60.0, "[D] [g1] film 40% 0.0 MB/s ETA 1:00:00 from 4 peers")]
    [InlineData(0, 1, "[D] [g1] film 0% 0.0 MB/s ETA 99:59:59 from 4 peers")]
    [InlineData(0, 0, "[D] [g1] film 0% 0.0 MB/s ETA - from 4 peers")]
    public void A_running_download_tells_how_far_how_fast_how_long_and_from_how_many(int mebibytes, double rate, string shown)
    {
        var swarm = new SwarmSnapshot(0, mebibytes * MiB, 0, 0, 0, rate, 0, 6, 4, null);

        new DownloadState('D', Film, new TransferProgress(TransferState.Downloading, null, Total, 0, swarm), Total, new PieceSources()).ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("paused", 'D')]
    [InlineData("the disk is full", 'P')]
    public void A_download_that_was_just_resumed_is_not_paused_until_its_transfer_hears_of_it(string reason, char letter)
    {
        var swarm = new SwarmSnapshot(0, 0, 0, 0, 0, 0, 0, 0, 0, reason);

        DownloadState.LetterOf(HoldingState.Downloading, new TransferProgress(TransferState.Paused, reason, Total, 0, swarm)).ShouldBe(letter);
    }

    [Fact]
    public async Task A_download_that_failed_is_shown_with_its_reason_and_waiting_for_it_fails()
    {
        var (alice, bob) = await GatherAsync();
        await using var sharer = alice;
        await using var other = bob;
        var copy = Path.Combine(Folder.Path, "copy");
        await bob.TellAsync($"download_file g1 film {copy}");
        (await bob.TryAsync(["wait", "30"])).ExitCode.ShouldBe(0);
        await File.WriteAllTextAsync(copy, "changed", TestContext.Current.CancellationToken);
        bob.Host.Demand().Holdings.Find("g1", "film").ShouldNotBeNull().Look();
        await UntilAsync(async () => (await bob.TellAsync("show_downloads")).StartsWith("[E]", StringComparison.Ordinal));

        (await bob.TellAsync("show_downloads")).ShouldBe($"[E] [g1] film {copy} was changed");
        var wrong = $"film in g1 failed: {copy} was changed; resume_download tries again, cancel_download forgets it";
        (await bob.TryAsync(["wait"])).ShouldBe((1, $"error: {wrong}"));
        var (code, said) = await bob.TryAsync(["wait", "--json"]);
        code.ShouldBe(1);
        var events = said.Split('\n');
        events[0].ShouldStartWith("{\"event\":\"failed\",\"group\":\"g1\",\"name\":\"film\",\"state\":\"E\",");
        events[0].ShouldContain($"\"reason\":\"{copy} was changed\"");
        events[1..].ShouldBe([$"{{\"event\":\"error\",\"message\":\"{wrong}\"}}", $"error: {wrong}"]);
    }

    [Fact]
    public async Task Who_waits_with_json_hears_how_far_each_download_is()
    {
        var (alice, bob) = await GatherAsync();
        await using var sharer = alice;
        await using var other = bob;
        await alice.TellAsync("logout");
        await bob.TellAsync($"download_file g1 film {Folder.Path}/copy");

        const string UpTo = "the time is up: film in g1 is at 0% 0.0 MB/s ETA - from 0 peers";
        (await bob.TryAsync(["wait", "0"])).ShouldBe((1, $"error: {UpTo}"));
        (await bob.TryAsync(["wait", "0", "--json"])).ShouldBe((1, $"{Event("progress", "D", 0)}\n{{\"event\":\"error\",\"message\":\"{UpTo}\"}}\nerror: {UpTo}"));

        await bob.TellAsync("pause_download g1 film");
        const string Done = "{\"event\":\"result\",\"ok\":true,\"message\":\"nothing is downloading\"}";
        (await bob.TryAsync(["wait", "--json"])).ShouldBe((0, $"{Event("paused", "P", 0)}\n{Done}"));

        await bob.TellAsync("resume_download g1 film");
        await alice.TellAsync("login alice pw");
        var (code, said) = await bob.TryAsync(["wait", "--json"]);
        code.ShouldBe(0);
        var events = said.Split('\n');
        events[0].ShouldStartWith("{\"event\":\"progress\",");
        events[^2].ShouldStartWith("{\"event\":\"complete\",\"group\":\"g1\",\"name\":\"film\",\"state\":\"C\",\"bytes\":3000000,\"total\":3000000,");
        events[^1].ShouldBe(Done);

        string Event(string name, string state, int bytes) =>
            $"{{\"event\":\"{name}\",\"group\":\"g1\",\"name\":\"film\",\"state\":\"{state}\",\"bytes\":{bytes},\"total\":3000000,\"rate\":0,\"sources\":0,"
            + $"\"path\":\"{Folder.Path}/copy\",\"pieces_from\":{{}}}}";
    }

    [Fact]
    public async Task Who_uploads_with_json_hears_how_far_the_hashing_is()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");

        var events = (await alice.TellAsync($"upload_file {Sample("film", 3_000_000)} g1 --json")).Split('\n');

        events.TakeWhile(line => line != "{\"event\":\"hashing\",\"bytes\":3000000,\"total\":3000000}").ShouldAllBe(line => line.StartsWith("{\"event\":\"hashing\",\"bytes\":", StringComparison.Ordinal));
        events[^2].ShouldMatch("^{\"event\":\"result\",\"ok\":true,\"message\":\"sharing film in g1 .3,000,000 B, 6 pieces.\",\"name\":\"film\",\"group\":\"g1\",\"bytes\":3000000,\"pieces\":6,\"info_hash\":\"[0-9a-f]{40}\"}$");
        events[^1].ShouldBe("sharing film in g1 (3,000,000 B, 6 pieces)");
    }

    /// <summary>Alice shares a film with bob.</summary>
    private async Task<(StagedClient Alice, StagedClient Bob)> GatherAsync()
    {
        var (alice, bob) = (await StartAsAsync("alice"), await StartAsAsync("bob"));
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 3_000_000)} g1");
        await JoinAsync(alice, bob, "g1");
        return (alice, bob);
    }
}
