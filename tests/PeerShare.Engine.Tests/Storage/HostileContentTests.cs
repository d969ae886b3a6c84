using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

/// <summary>Torrents and people that want something written where it does not belong.</summary>
public sealed class HostileContentTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TempFolder elsewhere = new();
    private readonly Sample sample = new(200, 100);

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task Padding_with_data_in_it_is_refused_in_a_line_and_nothing_of_it_is_on_the_disk()
    {
        await using var store = Store(new StoredFile("s/a", 50, 0), new StoredFile("s/pad", 50, 50, IsPadding: true), new StoredFile("s/b", 100, 100));
        await sample.OpenAsync(store);

        Should.Throw<IOException>(() => sample.Write(store, 0)).Message.ShouldContain("has data where it says that there is only padding");
        sample.Write(store, 1);
        Directory.GetFiles(folder["s"]).ShouldBe([folder["s/a"], folder["s/b"]], ignoreOrder: true);
        File.ReadAllBytes(folder["s/b"]).ShouldBe(sample.Bytes[100..]);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("s/a")]
    [InlineData("s/a/b")]
    [InlineData("con")]
    public async Task Padding_is_never_a_file_whatever_its_name(string name)
    {
        sample.Bytes.AsSpan(50, 50).Clear();
        await using var store = Store(new StoredFile("s/a", 50, 0), new StoredFile(name, 50, 50, IsPadding: true), new StoredFile("s/b", 100, 100));
        await sample.OpenAsync(store);
        sample.WriteAll(store);

        sample.Read(store, 0).ShouldBe(sample.Bytes[..100]);
        Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains(ContentFolder.StateFolder, StringComparison.Ordinal))
            .ShouldBe([folder["s/a"], folder["s/b"]], ignoreOrder: true);
        File.Exists(folder["../outside"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_that_is_planted_during_the_download_is_not_written_through()
    {
        File.WriteAllText(elsewhere["f"], "precious");
        await using var store = Store(new StoredFile("s/a", 100, 0), new StoredFile("s/b", 100, 100));
        await sample.OpenAsync(store);
        File.Delete(folder["s/a"]);
        File.CreateSymbolicLink(folder["s/a"], elsewhere["f"]);

        Should.Throw<IOException>(() => sample.Write(store, 0)).Message.ShouldContain("symbolic link");
        sample.Write(store, 1);
        File.ReadAllText(elsewhere["f"]).ShouldBe("precious");
    }

    [Fact]
    public async Task Nor_is_a_folder_that_is_replaced_by_a_link()
    {
        await using var store = Store(new StoredFile("s/a", 100, 0), new StoredFile("s/b", 100, 100));
        await sample.OpenAsync(store);
        Directory.Delete(folder["s"], recursive: true);
        Directory.CreateSymbolicLink(folder["s"], elsewhere.Path);
        File.WriteAllText(elsewhere["a"], "precious");

        Should.Throw<IOException>(() => sample.Write(store, 0)).Message.ShouldContain("symbolic link");
        Should.Throw<IOException>(() => sample.Write(store, 1)).Message.ShouldContain("symbolic link");
        File.ReadAllText(elsewhere["a"]).ShouldBe("precious");
        Directory.GetFiles(elsewhere.Path).ShouldHaveSingleItem();
    }

    private FilePieceStore Store(params StoredFile[] files) => new(new StoredContent(sample.InfoHash, sample.Layout, files), folder.Path);
}
