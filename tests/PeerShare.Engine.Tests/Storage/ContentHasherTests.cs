using System.Security.Cryptography;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Storage;

public sealed class ContentHasherTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Sample sample = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_hashed_piece_by_piece()
    {
        File.WriteAllBytes(folder["f"], sample.Bytes);
        var source = SourceContent.Find(folder["f"]);
        (source.Name, source.IsFolder, source.TotalLength).ShouldBe(("f", false, 1_000_000L));
        (await Hash(source)).ShouldBe(Expected(sample.Bytes));
    }

    [Fact]
    public async Task A_folder_is_hashed_in_the_order_of_its_paths()
    {
        Directory.CreateDirectory(folder["top/b"]);
        Directory.CreateDirectory(folder["top/.peershare"]);
        File.WriteAllText(folder["top/.peershare/x.journal"], "ours");
        File.WriteAllBytes(folder["top/b/2"], sample.Bytes[300_000..]);
        File.WriteAllBytes(folder["top/b/1"], sample.Bytes[100_000..300_000]);
        File.WriteAllBytes(folder["top/a"], sample.Bytes[..100_000]);
        File.WriteAllBytes(folder["top/empty"], []);
        var source = SourceContent.Find(folder["top/"]);
        source.Files.Select(file => (file.RelativePath, file.Offset)).ShouldBe(
            [("top/a", 0), ("top/b/1", 100_000), ("top/b/2", 300_000), ("top/empty", 1_000_000)]);
        (await Hash(source)).ShouldBe(Expected(sample.Bytes));
        await using var store = new FilePieceStore(new StoredContent(sample.InfoHash, sample.Layout, source.Files), folder.Path);
        (await sample.OpenAsync(store)).IsFull.ShouldBeTrue();
    }

    [Fact]
    public void What_is_missing_or_a_link_is_refused()
    {
        Directory.CreateDirectory(folder["top"]);
        File.CreateSymbolicLink(folder["top/link"], "/etc/hostname");
        Should.Throw<IOException>(() => SourceContent.Find(folder["none"])).Message.ShouldContain("there is no file or folder");
        Should.Throw<IOException>(() => SourceContent.Find(folder["top"])).Message.ShouldContain("symbolic link");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_file_that_shrinks_or_grows_meanwhile_is_an_error(int by)
    {
        File.WriteAllBytes(folder["f"], sample.Bytes);
        var change = new OnFirst(() => Disk.SetLength(folder["f"], length => length + by));
        (await Should.ThrowAsync<IOException>(Hash(SourceContent.Find(folder["f"]), change))).Message.ShouldContain("while it was hashed");
    }

    [Fact]
    public async Task A_file_that_is_changed_meanwhile_and_as_long_as_before_is_named()
    {
        File.WriteAllBytes(folder["f"], sample.Bytes);
        File.SetLastWriteTimeUtc(folder["f"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.WriteAllBytes(folder["other"], [.. sample.Bytes.Reverse()]);
        var change = new OnFirst(() => File.Move(folder["other"], folder["f"], overwrite: true));

        (await Should.ThrowAsync<IOException>(Hash(SourceContent.Find(folder["f"]), change))).Message
            .ShouldBe("f was changed while it was hashed: try again when nobody writes to it");
    }

    [Theory]
    [InlineData("top/a")]
    [InlineData("top/b")]
    public async Task A_file_that_is_removed_meanwhile_is_named(string removed)
    {
        Directory.CreateDirectory(folder["top"]);
        File.WriteAllBytes(folder["top/a"], sample.Bytes);
        File.WriteAllBytes(folder["top/b"], sample.Bytes);
        var removal = new OnFirst(() => File.Delete(folder[removed]));

        (await Should.ThrowAsync<IOException>(Hash(SourceContent.Find(folder["top"]), removal))).Message
            .ShouldBe($"{removed} was removed while it was hashed: put it back and try again");
    }

    [Fact]
    public async Task Progress_ends_at_the_total_and_hashing_can_be_cancelled()
    {
        File.WriteAllBytes(folder["f"], sample.Bytes);
        var most = 0L;
        var gate = new Lock();
        await Hash(SourceContent.Find(folder["f"]), new Told(bytes =>
        {
            lock (gate)
            {
                most = Math.Max(most, bytes);
            }
        }));
        most.ShouldBe(1_000_000);
        using var stopping = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(
            ContentHasher.HashAsync(SourceContent.Find(folder["f"]), sample.Layout, new Told(_ => stopping.Cancel()), stopping.Token));
    }

    private static IEnumerable<byte> Expected(byte[] bytes) => bytes.Chunk(65_536).SelectMany(SHA1.HashData);

    private static Task<byte[]> Hash(SourceContent source, IProgress<long>? progress = null) => ContentHasher.HashAsync(
        source, PieceLayout.Create(source.TotalLength, 65_536), progress, TestContext.Current.CancellationToken);

    private sealed class Told(Action<long> action) : IProgress<long>
    {
        public void Report(long value) => action(value);
    }
}
