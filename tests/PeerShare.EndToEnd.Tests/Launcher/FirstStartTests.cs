namespace PeerShare.EndToEnd.Tests.Launcher;

/// <summary>The script <c>peershare</c> on a tree that was never built: each test builds for several seconds.</summary>
[Trait("Suite", "long")]
public sealed class FirstStartTests : IDisposable
{
    private const string Building = "peershare: building";

    private readonly TemporaryFolder folder = new();

    public FirstStartTests() => CopySources();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Six_first_starts_at_once_build_once()
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StartAsync()));

        starts.ShouldAllBe(start => start.ExitCode == 0 && start.Out == starts[0].Out);
        starts.Count(start => start.Error.Contains(Building, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_build_is_made_again_when_a_source_is_newer_and_not_otherwise()
    {
        (await StartAsync()).Error.ShouldContain(Building);
        (await StartAsync()).Error.ShouldBeEmpty();

        await File.AppendAllTextAsync(Path.Combine(folder.Path, "src/PeerShare.App/Program.cs"), "\n// newer\n", TestContext.Current.CancellationToken);

        (await StartAsync()).Error.ShouldContain(Building);
        (await StartAsync()).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sources_that_do_not_compile_are_told_in_the_last_line()
    {
        await File.AppendAllTextAsync(Path.Combine(folder.Path, "src/PeerShare.App/Program.cs"), "oops", TestContext.Current.CancellationToken);

        var start = await StartAsync();

        start.ExitCode.ShouldBe(1);
        start.Out.ShouldBeEmpty();
        start.Error.ShouldEndWith("error: PeerShare could not be built; the reason stands above\n");
    }

    private Task<Ended> StartAsync() => Ended.RunAsync(Path.Combine(folder.Path, "peershare"), "/", ["--version"], TestContext.Current.CancellationToken);

    private void CopySources()
    {
        foreach (var part in new[] { "src", "eng" })
        {
            CopyFolder(part);
        }

        foreach (var file in Directory.EnumerateFiles(Repository.Root))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }
    }

    private void CopyFolder(string relative)
    {
        folder.Folder(relative);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, relative)))
        {
            File.Copy(file, Path.Combine(folder.Path, relative, Path.GetFileName(file)));
        }

        foreach (var inner in Directory.EnumerateDirectories(Path.Combine(Repository.Root, relative)).Select(Path.GetFileName))
        {
            if (inner is not ("bin" or "obj"))
            {
                CopyFolder($"{relative}/{inner}");
            }
        }
    }
}
