using System.Xml.Linq;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Demo;

/// <summary><c>peershare demo ring</c>: six processes, a table, a picture.</summary>
public sealed class DemoRingTests : StagedTest
{
    [Fact]
    public async Task It_ends_with_the_table_and_a_picture_that_needs_nothing_else()
    {
        await Stage.FileAsync("my film.bin", 30 * 102_400 + 7);

        var demo = await Stage.RunAsync("demo", "ring", "my film.bin");

        (await demo.EndsAsync()).ShouldBe(0);
        demo.Error.ShouldBeEmpty();
        var rows = demo.Out.SkipWhile(line => !line.Contains("SHA-256", StringComparison.Ordinal)).Skip(1).Take(5).ToList();
        rows.ShouldAllBe(row => row.EndsWith(" equal", StringComparison.Ordinal));
        await demo.SaysAsync("^the owner sent 3,072,007 B, 1.00 x the file");
        var picture = (await demo.SaysAsync(@"^a picture of the exchange: (.+\.svg)$")).Groups[1].Value;
        ShouldStandAlone(picture);
        Directory.EnumerateFiles(Stage.Temporary, "*", SearchOption.AllDirectories).ShouldBe([picture]);
    }

    [Fact]
    public async Task A_folder_that_was_named_keeps_everything()
    {
        var content = await Stage.FileAsync("film.bin", 30 * 102_400);

        var demo = await Stage.RunAsync("demo", "ring", "film.bin", "--dir", "show", "--json");

        (await demo.EndsAsync()).ShouldBe(0);
        demo.Out.Last().ShouldStartWith("{\"event\":\"result\",\"ok\":true,");
        ShouldStandAlone(Stage.In("show", "ring.svg"));
        var copies = Directory.EnumerateFiles(Stage.In("show"), "film.bin", SearchOption.AllDirectories).ToList();
        copies.Count.ShouldBe(5);
        copies.ShouldAllBe(copy => File.ReadAllBytes(copy).SequenceEqual(content));
    }

    [Theory]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task Interrupted_it_takes_its_six_processes_along(int signal, int code)
    {
        await Stage.FileAsync("film.bin", 100 << 20);
        var demo = Stage.Start("demo", "ring", "film.bin");
        await demo.SaysAsync("owner on port");

        demo.Send((Signal)signal);

        (await demo.EndsAsync()).ShouldBe(code);
        Directory.EnumerateFiles(Stage.Temporary, "film.bin", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static void ShouldStandAlone(string picture)
    {
        var svg = XDocument.Load(picture);
        svg.Root!.Name.ShouldBe(XName.Get("svg", "http://www.w3.org/2000/svg"));
        var text = File.ReadAllText(picture).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        text.ShouldNotContain("http");
        text.ShouldNotContain("<image");
        text.ShouldNotContain("<script");
    }
}
