using System.Security.Cryptography;
using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class ChunkSplitterTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Sample sample = new(1_000_001, 102_400);

    public ChunkSplitterTests() => File.WriteAllBytes(Source, sample.Bytes);

    private string Source => folder["my film.bin"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_split_and_hashed()
    {
        var split = await Split();
        split.Layout.PieceCount.ShouldBe(10);
        split.Rewritten.ShouldBe(10);
        split.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(sample.Bytes)));
        split.PieceHashes.ToArray().ShouldBe(sample.Layout.Pieces().SelectMany(piece => SHA1.HashData(sample.Of(piece).Span)));
        Enumerable.Range(0, 10).SelectMany(chunk => File.ReadAllBytes(folder[$"out/chunks/{chunk}"])).ShouldBe(sample.Bytes);
    }

    [Fact]
    public async Task Only_chunks_that_differ_are_written_again()
    {
        await Split();
        File.WriteAllBytes(folder["out/chunks/3"], new byte[102_400]);
        File.Delete(folder["out/chunks/9"]);
        var untouched = File.GetLastWriteTimeUtc(folder["out/chunks/0"]);
        (await Split()).Rewritten.ShouldBe(2);
        File.GetLastWriteTimeUtc(folder["out/chunks/0"]).ShouldBe(untouched);
        Enumerable.Range(0, 10).SelectMany(chunk => File.ReadAllBytes(folder[$"out/chunks/{chunk}"])).ShouldBe(sample.Bytes);
    }

    [Fact]
    public async Task Chunks_of_a_longer_file_before_are_removed_and_other_files_are_not()
    {
        await Split();
        File.WriteAllText(folder["out/chunks/notes"], "");
        File.WriteAllBytes(Source, sample.Bytes[..200_000]);
        (await Split()).Rewritten.ShouldBe(1);
        Directory.GetFiles(folder["out/chunks"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["0", "1", "notes"]);
    }

    [Fact]
    public async Task A_missing_file_an_empty_one_and_a_folder_are_refused()
    {
        File.WriteAllBytes(folder["empty"], []);
        await Refused(folder["none"], "there is no file");
        await Refused(folder["empty"], "is empty");
        await Refused(folder.Path, "is a folder");
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_file_that_shrinks_or_grows_meanwhile_is_an_error(int by)
    {
        var change = new OnFirst(() => Disk.SetLength(Source, length => length + by));
        (await Should.ThrowAsync<IOException>(ChunkSplitter.SplitAsync(Source, folder["out"], 102_400, change, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("while it was read");
    }

    [Fact]
    public async Task Splitting_can_be_cancelled()
    {
        using var stopping = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(
            ChunkSplitter.SplitAsync(Source, folder["out"], 102_400, new OnFirst(stopping.Cancel), stopping.Token));
        File.Exists(folder["out/chunks/9"]).ShouldBeFalse();
    }

    private Task<SplitContent> Split() => ChunkSplitter.SplitAsync(Source, folder["out"], 102_400, null, TestContext.Current.CancellationToken);

    private async Task Refused(string source, string reason) =>
        (await Should.ThrowAsync<IOException>(ChunkSplitter.SplitAsync(source, folder["out"], 102_400, null, TestContext.Current.CancellationToken)))
            .Message.ShouldContain(reason);
}

/// <summary>Does something at the first report, on the thread that reports.</summary>
internal sealed class OnFirst(Action action) : IProgress<long>
{
    private int reported;

    public void Report(long value)
    {
        if (Interlocked.Exchange(ref reported, 1) == 0)
        {
            action();
        }
    }
}
