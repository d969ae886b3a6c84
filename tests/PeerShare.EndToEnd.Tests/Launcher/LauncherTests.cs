namespace PeerShare.EndToEnd.Tests.Launcher;

/// <summary>The script <c>peershare</c> at the repository's root, on a build that is there.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string script = Path.Combine(Repository.Root, "peershare");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(1, "peer", "5000", "5001", "5001")]
    [InlineData(2, "owner")]
    public async Task The_exit_code_is_the_programs(int expected, params string[] args)
    {
        var ended = await RunAsync(script, args);

        ended.ExitCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Text_for_programs_and_text_for_people_go_apart()
    {
        var ended = await RunAsync(script, "owner", "5000", "no such film", "--json");

        ended.ExitCode.ShouldBe(1);
        ended.Out.ShouldBe("{\"event\":\"error\",\"message\":\"there is no file no such film; check its name and folder\"}\n");
        ended.Error.ShouldEndWith("error: there is no file no such film; check its name and folder\n");
    }

    [Fact]
    public async Task Names_are_relative_to_where_the_user_is()
    {
        folder.File("film", 10);

        var ended = await RunAsync(script, "owner", "5000", "film");

        ended.Error.ShouldContain("film (10 B) makes 1 chunk of");
    }

    [Fact]
    public async Task It_works_through_a_link_to_a_link()
    {
        var first = Path.Combine(folder.Path, "first");
        var second = Path.Combine(folder.Path, "second");
        File.CreateSymbolicLink(first, script);
        File.CreateSymbolicLink(second, "first");

        var ended = await RunAsync(second, "--version");

        ended.ExitCode.ShouldBe(0);
        ended.Out.ShouldNotBeEmpty();
    }

    private Task<Ended> RunAsync(string program, params string[] args) =>
        Ended.RunAsync(program, folder.Path, args, TestContext.Current.CancellationToken);
}
