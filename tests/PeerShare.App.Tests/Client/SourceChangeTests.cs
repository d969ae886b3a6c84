using PeerShare.App.Sharing;

namespace PeerShare.App.Tests.Client;

/// <summary>Files that somebody writes to, or removes, between the moment when they are looked at first and the moment when they are served.</summary>
public sealed class SourceChangeTests : ClientStage
{
    private const int Size = 2_000_000;

    private static readonly DateTime LongAgo = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_file_that_is_removed_while_it_is_hashed_is_shared_nowhere()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        var film = Sample("film", Size);
        var removal = new OnReport(() => File.Delete(film));

        (await Should.ThrowAsync<IOException>(() => new Uploading(alice.Host, "g1", removal).RunAsync(film, TestContext.Current.CancellationToken))).Message
            .ShouldBe("film was removed while it was hashed: put it back and try again");

        (await alice.TellAsync("list_files g1")).ShouldBe("");
        alice.Host.Demand().Holdings.All.ShouldBeEmpty();
        (await alice.TellAsync($"upload_file {Sample("film", Size)} g1")).ShouldStartWith("sharing film in g1");
    }

    [Fact]
    public async Task A_file_that_is_changed_while_it_is_hashed_and_as_long_as_before_is_shared_nowhere()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        var film = OldSample();
        var other = Sample("other", Size, seed: 2);
        var change = new OnReport(() =>
        {
            if (File.Exists(other))
            {
                File.Move(other, film, overwrite: true);
            }
        });

        (await Should.ThrowAsync<IOException>(() => new Uploading(alice.Host, "g1", change).RunAsync(film, TestContext.Current.CancellationToken))).Message
            .ShouldBe("film was changed while it was hashed: try again when nobody writes to it");

        (await alice.TellAsync("list_files g1")).ShouldBe("");
        alice.Host.Demand().Holdings.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_changed_after_it_was_hashed_and_before_it_is_served_is_not_served()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        var film = OldSample();
        await alice.TellAsync($"upload_file {film} g1");
        var holdings = alice.Host.Demand().Holdings;
        var hashed = holdings.All.ShouldHaveSingleItem();
        await holdings.ForgetAsync(hashed);

        Sample("film", Size, seed: 2);
        await holdings.AddAsync(hashed.Record, hashed.Torrent);

        await alice.HearsAsync($"film in g1 is not shared any more: {film} was changed; ");
    }

    [Fact]
    public async Task What_a_share_is_compared_with_is_how_its_file_was_before_it_was_hashed()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        var film = OldSample();
        var before = SourceStamps.Take(Folder.Path, Engine.Storage.SourceContent.Find(film).Files);

        (await alice.TellAsync($"upload_file {film} g1")).ShouldStartWith("sharing film in g1");

        alice.Host.Demand().Holdings.All.ShouldHaveSingleItem().Record.Stamps.ShouldBe(before.Digest);
    }

    /// <summary>One that is written to gets another time than it has, however coarse the disk's are.</summary>
    private string OldSample()
    {
        var film = Sample("film", Size);
        File.SetLastWriteTimeUtc(film, LongAgo);
        return film;
    }

    private sealed class OnReport(Action act) : IProgress<HashProgress>
    {
        private readonly Lock gate = new();

        /// <summary>From several threads.</summary>
        public void Report(HashProgress value)
        {
            lock (gate)
            {
                act();
            }
        }
    }
}
