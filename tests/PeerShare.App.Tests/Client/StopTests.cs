using PeerShare.Engine.Swarms;

namespace PeerShare.App.Tests.Client;

/// <summary>What ends in the middle: who fetches gets no more, and who fetched goes on later.</summary>
public sealed class StopTests : ClientStage
{
    private const int Size = 6_000_000;
    private const long UploadRate = 1_000_000;

    [Fact]
    public async Task Who_is_in_the_middle_of_what_is_not_shared_any_more_gets_nothing_more()
    {
        await using var alice = await StartAsAsync("alice", UploadRate);
        await using var bob = await StartAsAsync("bob");
        var film = await ShareAsync(alice, bob);

        (await alice.TellAsync("stop_share g1 film")).ShouldBe("stopped sharing film in g1");
        alice.Host.Demand().Holdings.All.ShouldBeEmpty();
        var got = await LeftAloneAsync(bob);
        (await bob.TellAsync("wait 1")).ShouldStartWith("error: the time is up: film in g1 is at ");
        SwarmOf(bob).Downloaded.ShouldBe(got);
        (await alice.TellAsync("list_files g1")).ShouldBe("");

        (await alice.TellAsync($"upload_file {film} g1")).ShouldStartWith("sharing film in g1");
        (await bob.TellAsync("wait 90")).ShouldBe("");
        File.ReadAllBytes(Copy).ShouldBe(File.ReadAllBytes(film));
    }

    [Fact]
    public async Task The_downloads_of_who_logs_out_pause_until_the_next_login_and_go_on_then()
    {
        await using var alice = await StartAsAsync("alice", UploadRate);
        await using var bob = await StartAsAsync("bob");
        var film = await ShareAsync(alice, bob);

        (await bob.TellAsync("logout")).ShouldBe("logged out");
        var sent = await LeftAloneAsync(alice);
        sent.ShouldBeLessThan(Size);
        (await bob.TellAsync("show_downloads")).ShouldBe("error: not logged in; login first");
        (await alice.TellAsync("list_files g1")).ShouldBe($"film\t{Size}\t1");
        SwarmOf(alice).Uploaded.ShouldBe(sent);

        (await bob.TellAsync("login bob pw")).ShouldBe("logged in as bob");
        (await bob.TellAsync("show_downloads")).ShouldStartWith("[D] [g1] film ");
        (await bob.TellAsync("wait 90")).ShouldBe("");
        (SwarmOf(alice).Uploaded - sent).ShouldBeLessThan(Size);
        File.ReadAllBytes(Copy).ShouldBe(File.ReadAllBytes(film));
    }

    [Fact]
    public async Task A_download_that_was_paused_by_hand_is_still_paused_after_the_next_login()
    {
        await using var alice = await StartAsAsync("alice", UploadRate);
        await using var bob = await StartAsAsync("bob");
        await ShareAsync(alice, bob);
        (await bob.TellAsync("pause_download g1 film")).ShouldBe("paused film in g1");

        await bob.TellAsync("logout");
        await bob.TellAsync("login bob pw");

        (await bob.TellAsync("show_downloads")).ShouldStartWith("[P] [g1] film ");
    }

    private string Copy => Path.Combine(Folder.Path, "copy");

    /// <summary>One shares, the other has begun to fetch.</summary>
    private async Task<string> ShareAsync(StagedClient owner, StagedClient other)
    {
        var film = Sample("film", Size);
        await owner.TellAsync("create_group g1");
        await owner.TellAsync($"upload_file {film} g1");
        await JoinAsync(owner, other, "g1");
        (await other.TellAsync($"download_file g1 film {Copy}")).ShouldStartWith("downloading film");
        await UntilAsync(() => Task.FromResult(SwarmOf(other).Held > 0));
        return film;
    }

    /// <summary>Waits until nobody is connected: then all that was under way is there.</summary>
    /// <returns>Bytes received and sent.</returns>
    private static async Task<long> LeftAloneAsync(StagedClient client)
    {
        await UntilAsync(() => Task.FromResult(SwarmOf(client).Links == 0));
        return SwarmOf(client).Downloaded + SwarmOf(client).Uploaded;
    }

    private static SwarmSnapshot SwarmOf(StagedClient client) =>
        client.Host.Demand().Holdings.All.ShouldHaveSingleItem().Progress.ShouldNotBeNull().Swarm;
}
