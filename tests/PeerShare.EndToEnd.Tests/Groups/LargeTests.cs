namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>Much at once: more than the usual suite has time for.</summary>
[Trait("Suite", "long")]
public sealed class LargeTests : GroupTest
{
    private const long ThreeGiB = 3L << 30;

    [Fact]
    public async Task A_file_of_three_gibibytes_arrives_whole()
    {
        await FillAsync(Stage.In("film.bin"), ThreeGiB);
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        (await TellAsync("alice", "upload_file", "film.bin", Group)).ShouldBe("sharing film.bin in g1 (3,221,225,472 B, 3072 pieces)");

        await TellAsync("bob", "download_file", Group, "film.bin", "copy.bin");
        await TellAsync("bob", "wait", "90");

        (await Stage.StartProgram("cmp", "film.bin", "copy.bin").EndsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_of_five_thousand_files_arrives_whole()
    {
        for (var number = 0; number < 5_000; number++)
        {
            await Stage.FileAsync($"folder/{number % 70}/file {number}", number, number);
        }

        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        await TellAsync("alice", "upload_file", "folder", Group);
        await FetchAsync("bob", "folder");

        (await Stage.StartProgram("diff", "-r", "folder", Path.Combine(FilesOf("bob"), "folder")).EndsAsync()).ShouldBe(0);
    }

    private static async Task FillAsync(string path, long length)
    {
        var random = new Random(1);
        var block = new byte[1 << 20];
        await using var file = File.Create(path);
        for (var written = 0L; written < length; written += block.Length)
        {
            random.NextBytes(block);
            await file.WriteAsync(block, TestContext.Current.CancellationToken);
        }
    }
}
