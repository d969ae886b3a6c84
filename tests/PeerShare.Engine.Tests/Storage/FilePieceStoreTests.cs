using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class SingleFileStoreTests : DiskStoreContract
{
    private protected override IPieceStore Make(Sample sample, string folder, Guid? boot, TimeProvider? time) =>
        new FilePieceStore(sample.AsFile("sample.bin"), folder, new FileStoreOptions { Boot = boot, Time = time ?? TimeProvider.System });
}

public sealed class PreallocatedFileStoreTests : DiskStoreContract
{
    private protected override IPieceStore Make(Sample sample, string folder, Guid? boot, TimeProvider? time) => new FilePieceStore(
        sample.AsFile("sample.bin"), folder, new FileStoreOptions { Boot = boot, Time = time ?? TimeProvider.System, Preallocate = true });
}

public sealed class ManyFilesStoreTests : DiskStoreContract
{
    private protected override IPieceStore Make(Sample sample, string folder, Guid? boot, TimeProvider? time)
    {
        var part = sample.Layout.TotalLength / 300;
        long[] lengths = [0, .. Enumerable.Range(0, 200).Select(number => number % 2 == 0 ? part : 0), 0];
        return new FilePieceStore(sample.AsFiles(lengths), folder, new FileStoreOptions { Boot = boot, Time = time ?? TimeProvider.System });
    }
}

public sealed class FilePieceStoreTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Sample sample = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_files_lie_under_their_names_and_empty_ones_are_made()
    {
        var content = sample.AsFiles(0, 70_000, 0, 3);
        await using (var store = new FilePieceStore(content, folder.Path))
        {
            await sample.OpenAsync(store);
            sample.WriteAll(store);
            await store.CompleteAsync(TestContext.Current.CancellationToken);
        }

        content.Files.SelectMany(file => File.ReadAllBytes(folder[file.RelativePath])).ShouldBe(sample.Bytes);
        File.Exists(folder["sample/0/0.bin"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Padding_is_never_written_and_is_read_as_zeros()
    {
        var padded = new Sample(200, 100);
        padded.Bytes.AsSpan(50, 50).Clear();
        var content = new StoredContent(padded.InfoHash, padded.Layout, [new("s/a", 50, 0), new("s/.pad/50", 50, 50, IsPadding: true), new("s/b", 100, 100)]);
        await using var store = new FilePieceStore(content, folder.Path);
        await padded.OpenAsync(store);
        padded.WriteAll(store);
        padded.Read(store, 0).ShouldBe(padded.Bytes[..100]);
        Directory.GetFileSystemEntries(folder["s"]).Select(Path.GetFileName).Order().ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_complete_content_is_not_hashed_again_and_its_journal_not_touched()
    {
        await Complete();
        var journal = File.ReadAllBytes(Journal);
        var hashed = new Hashed();
        await using var store = Store(new FileStoreOptions { Boot = Guid.NewGuid() });
        (await sample.OpenAsync(store, hashed)).IsFull.ShouldBeTrue();
        hashed.Count.ShouldBe(0);
        File.ReadAllBytes(Journal).ShouldBe(journal);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(1)]
    public async Task A_finished_file_with_another_time_stamp_is_hashed(int seconds)
    {
        await Complete();
        File.SetLastWriteTimeUtc(folder["f"], File.GetLastWriteTimeUtc(folder["f"]).AddSeconds(seconds));
        var hashed = new Hashed();
        await using var store = Store();
        (await sample.OpenAsync(store, hashed)).IsFull.ShouldBeTrue();
        hashed.Count.ShouldBe(sample.Count);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(11, 16)]
    public async Task An_unfinished_file_is_trusted_until_ten_seconds_after_its_journal(int seconds, int expected)
    {
        await WriteSome(1, 2);
        File.SetLastWriteTimeUtc(folder["f"], File.GetLastWriteTimeUtc(Journal).AddSeconds(seconds));
        var hashed = new Hashed();
        await using var store = Store();
        (await sample.OpenAsync(store, hashed)).Ones().ShouldBe([1, 2]);
        hashed.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task Only_the_file_that_was_altered_is_hashed()
    {
        var content = sample.AsFiles(6 * 65_536);
        await WriteAll(content);
        using (var altered = File.OpenWrite(folder["sample/last.bin"]))
        {
            altered.WriteByte((byte)~sample.Bytes[6 * 65_536]);
        }

        File.SetLastWriteTimeUtc(folder["sample/last.bin"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var hashed = new Hashed();
        await using var store = new FilePieceStore(content, folder.Path);
        (await sample.OpenAsync(store, hashed)).Ones().ShouldBe(Enumerable.Range(0, sample.Count).Except([6]));
        hashed.Count.ShouldBe(sample.Count - 6);
    }

    [Fact]
    public async Task A_deleted_file_is_missing_and_the_others_are_kept()
    {
        var content = sample.AsFiles(6 * 65_536);
        await WriteAll(content);
        File.Delete(folder["sample/0/0.bin"]);
        await using var store = new FilePieceStore(content, folder.Path);
        (await sample.OpenAsync(store)).Ones().ShouldBe(Enumerable.Range(6, sample.Count - 6));
        sample.Write(store, Enumerable.Range(0, 6));
        await store.CompleteAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_that_is_there_is_used_as_far_as_it_is_right()
    {
        File.WriteAllBytes(folder["f"], sample.Bytes[..300_000]);
        await using var store = Store();
        (await sample.OpenAsync(store)).Ones().ShouldBe([0, 1, 2, 3]);
        new FileInfo(folder["f"]).Length.ShouldBe(sample.Bytes.Length);
    }

    [Fact]
    public async Task A_file_that_has_nothing_of_the_content_is_left_alone()
    {
        File.WriteAllText(folder["f"], "my diary");
        await using var store = Store();
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain("is there and has nothing of this content");
        File.ReadAllText(folder["f"]).ShouldBe("my diary");
    }

    [Fact]
    public async Task A_file_that_has_nothing_of_the_content_is_written_over_when_asked()
    {
        File.WriteAllText(folder["f"], "my diary");
        await using var store = Store(new FileStoreOptions { Overwrite = true });
        await sample.OpenAsync(store);
        sample.WriteAll(store);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
        File.ReadAllBytes(folder["f"]).ShouldBe(sample.Bytes);
    }

    [Fact]
    public async Task Space_that_another_client_set_aside_is_nobodys_data()
    {
        File.WriteAllBytes(folder["f"], new byte[2_000]);
        await using var store = Store();
        (await sample.OpenAsync(store)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_longer_file_is_refused_and_left_alone()
    {
        File.WriteAllBytes(folder["f"], [.. sample.Bytes, 1]);
        await using var store = Store();
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain("1000001 bytes, not 1000000");
        new FileInfo(folder["f"]).Length.ShouldBe(1_000_001);
    }

    [Theory]
    [InlineData("f")]
    [InlineData("g")]
    public async Task A_planted_link_is_refused_and_its_target_untouched(string target)
    {
        using var elsewhere = new TempFolder();
        File.WriteAllText(elsewhere["f"], "precious");
        File.CreateSymbolicLink(folder["f"], elsewhere[target]);
        await using var store = Store();
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain("symbolic link");
        Directory.GetFiles(elsewhere.Path).ShouldBe([elsewhere["f"]]);
        File.ReadAllText(elsewhere["f"]).ShouldBe("precious");
    }

    [Fact]
    public async Task A_planted_link_to_a_folder_is_refused()
    {
        using var elsewhere = new TempFolder();
        Directory.CreateSymbolicLink(folder["sample"], elsewhere.Path);
        await using var store = new FilePieceStore(sample.AsFiles(10, 10), folder.Path);
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain("symbolic link");
        Directory.GetFileSystemEntries(elsewhere.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_download_folder_itself_may_be_a_link()
    {
        using var elsewhere = new TempFolder();
        Directory.CreateSymbolicLink(folder["downloads"], elsewhere.Path);
        await using var store = new FilePieceStore(sample.AsFile("f"), folder["downloads"]);
        await sample.OpenAsync(store);
        sample.WriteAll(store);
        File.ReadAllBytes(elsewhere["f"]).ShouldBe(sample.Bytes);
    }

    [Theory]
    [InlineData("f")]
    [InlineData("sample/0")]
    public async Task A_file_or_folder_in_the_way_is_named(string inTheWay)
    {
        var name = inTheWay == "f" ? "f" : "sample/0/x";
        if (inTheWay == "f")
        {
            Directory.CreateDirectory(folder["f"]);
        }
        else
        {
            Directory.CreateDirectory(folder["sample"]);
            File.WriteAllText(folder[inTheWay], "");
        }

        await using var store = new FilePieceStore(sample.AsFile(name), folder.Path);
        (await Should.ThrowAsync<IOException>(sample.OpenAsync(store))).Message.ShouldContain($"{folder[inTheWay]} is a");
    }

    [Theory]
    [InlineData("../f")]
    [InlineData("a/../../f")]
    [InlineData("/etc/f")]
    [InlineData("a//f")]
    [InlineData("")]
    [InlineData("./f")]
    [InlineData("a\0b")]
    [InlineData(".peershare/f")]
    public void A_path_that_leads_elsewhere_is_refused(string path) =>
        Should.Throw<ArgumentException>(() => sample.AsFile(path));

    [Fact]
    public void A_name_that_is_used_twice_is_refused()
    {
        Should.Throw<ArgumentException>(() => new StoredContent(sample.InfoHash, sample.Layout, [new("a", 1_000_000, 0), new("a", 0, 1_000_000)]));
        Should.Throw<ArgumentException>(() => new StoredContent(sample.InfoHash, sample.Layout, [new("a", 1_000_000, 0), new("a/b", 0, 1_000_000)]));
        Should.Throw<ArgumentException>(() => new StoredContent(sample.InfoHash, sample.Layout, [new("a", 999_999, 0)]));
        Should.Throw<ArgumentException>(() => new StoredContent(sample.InfoHash, sample.Layout, [new("a", 1_000_000, 1)]));
    }

    [Fact]
    public async Task Content_that_is_only_served_is_not_changed()
    {
        File.WriteAllBytes(folder["f"], sample.Bytes[..300_000]);
        await using var store = Store(new FileStoreOptions { ServeOnly = true });
        (await sample.OpenAsync(store)).Count.ShouldBe(4);
        Should.Throw<IOException>(() => sample.Write(store, 5));
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["f"]]);
        new FileInfo(folder["f"]).Length.ShouldBe(300_000);
    }

    [Fact]
    public async Task Complete_content_that_is_served_is_hashed_once_only()
    {
        File.WriteAllBytes(folder["f"], sample.Bytes);
        var (first, second) = (new Hashed(), new Hashed());
        await using (var store = Store(new FileStoreOptions { ServeOnly = true }))
        {
            (await sample.OpenAsync(store, first)).IsFull.ShouldBeTrue();
        }

        await using var again = Store(new FileStoreOptions { ServeOnly = true });
        (await sample.OpenAsync(again, second)).IsFull.ShouldBeTrue();
        (first.Count, second.Count).ShouldBe((sample.Count, 0));
    }

    [Fact]
    public async Task Trusted_content_is_neither_hashed_nor_noted()
    {
        var content = sample.AsFiles(6 * 65_536);
        Directory.CreateDirectory(folder["sample/0"]);
        File.WriteAllBytes(folder["sample/0/0.bin"], new byte[6 * 65_536]);
        File.WriteAllBytes(folder["sample/last.bin"], new byte[5]);
        await using var store = new FilePieceStore(content, folder.Path, new FileStoreOptions { Trust = true, ServeOnly = true });
        var hashed = new Hashed();
        (await sample.OpenAsync(store, hashed)).Ones().ShouldBe(Enumerable.Range(0, 6));
        hashed.Count.ShouldBe(0);
        Directory.Exists(folder[".peershare"]).ShouldBeFalse();
    }

    [Fact]
    public async Task The_journal_may_lie_elsewhere()
    {
        using var state = new TempFolder();
        await using var store = Store(new FileStoreOptions { StateFolder = state["deep/state"] });
        await sample.OpenAsync(store);
        File.Exists(state[$"deep/state/{sample.InfoHash}.journal"]).ShouldBeTrue();
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["f"]]);
    }

    [Fact]
    public async Task A_sparse_file_takes_no_space_before_it_is_filled_and_a_preallocated_one_does()
    {
        await using var sparse = new FilePieceStore(sample.AsFile("sparse"), folder.Path);
        await sample.OpenAsync(sparse);
        var other = new Sample(seed: 2);
        await using var whole = new FilePieceStore(other.AsFile("whole"), folder.Path, new FileStoreOptions { Preallocate = true });
        await other.OpenAsync(whole);
        new FileInfo(folder["sparse"]).Length.ShouldBe(1_000_000);
        new FileInfo(folder["whole"]).Length.ShouldBe(1_000_000);
        Disk.Used(folder["sparse"]).ShouldBeLessThan(100_000);
        Disk.Used(folder["whole"]).ShouldBeGreaterThanOrEqualTo(1_000_000);
    }

    [Fact]
    public async Task A_file_cut_short_under_a_running_store_is_an_error_to_the_reader()
    {
        await using var store = Store();
        await sample.OpenAsync(store);
        sample.WriteAll(store);
        Disk.SetLength(folder["f"], _ => 70_000);

        sample.Read(store, 0).ShouldBe(sample.Of(sample[0]).ToArray());
        Should.Throw<IOException>(() => sample.Read(store, 1)).Message.ShouldContain("cut short");
    }

    private string Journal => folder[$".peershare/{sample.InfoHash}.journal"];

    private FilePieceStore Store(FileStoreOptions? options = null) => new(sample.AsFile("f"), folder.Path, options);

    private async Task WriteSome(params int[] pieces)
    {
        await using var store = Store();
        await sample.OpenAsync(store);
        sample.Write(store, pieces);
    }

    private async Task WriteAll(StoredContent content)
    {
        await using var store = new FilePieceStore(content, folder.Path);
        await sample.OpenAsync(store);
        sample.WriteAll(store);
        await store.CompleteAsync(TestContext.Current.CancellationToken);
    }

    private Task Complete() => WriteAll(sample.AsFile("f"));
}
