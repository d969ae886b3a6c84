using PeerShare.App.Commands;

namespace PeerShare.App.Tests.Commands;

public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("peer 5000 5001 5001", "5001 is this peer's own port; give the port of another peer")]
    [InlineData("peer 5000 5001 localhost:5001", "give the port of another peer")]
    [InlineData("peer 5001 5001 5002", "give this peer a port of its own")]
    [InlineData("owner 5000 no-such-film", "there is no file no-such-film; check")]
    [InlineData("inspect no-such.torrent", "there is no file no-such.torrent; check")]
    [InlineData("fetch no-such.torrent films", "there is no file no-such.torrent; check")]
    [InlineData("seed no-such.torrent .", "there is no file no-such.torrent; check")]
    [InlineData("make-torrent no-such-film film.torrent", "there is no file no-such-film; check")]
    [InlineData("demo no-such-film", "there is no file no-such-film; check")]
    [InlineData("demo ring no-such-film", "there is no file no-such-film; check")]
    public async Task What_cannot_work_is_refused_in_one_line(string words, string told)
    {
        var shell = await Shell.RunAsync(words.Split(' '));

        shell.ExitCode.ShouldBe(1);
        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldStartWith("error: ");
        shell.Error.ShouldContain(told);
        shell.Error.Count(letter => letter == '\n').ShouldBe(1);
    }

    [Fact]
    public async Task With_json_a_refusal_is_the_last_line_of_stdout()
    {
        var shell = await Shell.RunAsync("peer", "5000", "5001", "5001", "--json");

        shell.ExitCode.ShouldBe(1);
        shell.Out.ShouldBe("{\"event\":\"error\",\"message\":\"5001 is this peer's own port; give the port of another peer\"}\n");
        shell.Error.ShouldStartWith("error: ");
    }

    [Fact]
    public void An_empty_file_is_refused() => Refusal(folder.File("film", 0)).ShouldContain("is empty");

    [Fact]
    public void A_folder_is_refused() => Refusal(folder.Folder("films")).ShouldContain("is a folder");

    [Theory]
    [InlineData("summary.txt")]
    [InlineData("chunks")]
    [InlineData("CHUNKS")]
    public void A_name_that_a_peers_folder_needs_is_refused(string name) =>
        Refusal(folder.File(name, 1_024_000)).ShouldContain("give it another name");

    [Theory]
    [InlineData(4 * 102_400, 102_400, 102_399)]
    [InlineData(49, 102_400, 12)]
    [InlineData(5, 2, 1)]
    public void With_too_few_chunks_the_largest_size_that_works_is_named(long length, long chunkSize, long works)
    {
        var file = folder.File("film", length);

        Refusal(file, chunkSize).ShouldEndWith($"give --chunk-size {works} or less");
        RingFile.Check(file, works).Layout.PieceCount.ShouldBeGreaterThanOrEqualTo(RingFile.FewestChunks);
        Refusal(file, works + 1).ShouldContain("at least 5");
    }

    [Fact]
    public void A_file_that_no_size_cuts_in_five_is_refused() =>
        Refusal(folder.File("film", 4)).ShouldEndWith("give a file of at least 5 B");

    [Theory]
    [InlineData(200_001, 1, 2)]
    [InlineData(30_000_000_000, 102_400, 150_000)]
    [InlineData(30_000_000_001, 1, 150_001)]
    public void With_too_many_chunks_the_smallest_size_that_works_is_named(long length, long chunkSize, long works)
    {
        var file = folder.File("film", length);

        Refusal(file, chunkSize).ShouldEndWith($"give --chunk-size {works} or more");
        RingFile.Check(file, works).Layout.PieceCount.ShouldBeLessThanOrEqualTo(RingFile.MostChunks);
        Refusal(file, works - 1).ShouldContain("at most 200000");
    }

    [Fact]
    public void Chunks_longer_than_any_piece_are_refused() =>
        Refusal(folder.File("film", 1L << 40), 1L << 30).ShouldEndWith("give --chunk-size 67108864 or less");

    [Theory]
    [InlineData(4 * 102_400 + 1, 5)]
    [InlineData(5 * 102_400, 5)]
    [InlineData(100 * 102_400, 100)]
    public void A_file_of_enough_chunks_is_taken(long length, int chunks) =>
        RingFile.Check(folder.File("film", length), 102_400).Layout.PieceCount.ShouldBe(chunks);

    [Fact]
    public void A_link_is_as_long_as_what_it_points_to_and_keeps_its_name()
    {
        var link = Path.Combine(folder.Folder("links"), "my film");
        File.CreateSymbolicLink(link, folder.File("film", 1_024_000));

        RingFile.Check(link, 102_400).Content.ShouldBe(new ReadableFile(link, "my film", 1_024_000));
    }

    private static string Refusal(string path, long chunkSize = 102_400) =>
        Should.Throw<CommandFailure>(() => RingFile.Check(path, chunkSize)).Message;
}
