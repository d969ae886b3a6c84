using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Demo;

/// <summary><c>peershare demo</c>: two trackers, of which one dies and comes back, and four members.</summary>
public sealed class DemoTests : StagedTest
{
    [Fact]
    public async Task A_tracker_dies_half_way_and_catches_up_every_copy_is_equal_and_who_is_removed_gets_nothing()
    {
        await Stage.FileAsync("my film.bin", 12 << 20);

        var demo = await Stage.RunAsync("demo", "my film.bin");

        (await demo.EndsAsync()).ShouldBe(0);
        demo.Error.ShouldBeEmpty();
        await demo.SaysAsync("^tracker 1 is killed .* alice goes on with tracker 2: group meanwhile created$");
        await demo.SaysAsync("^tracker 1 is started again and has caught up after ");
        await demo.SaysAsync(@"^alice removes dave, who has [1-9]\d?% of second\.bin: dave is cut off \(you are not a member of demo any more\), bob has everything$");
        var rows = demo.Out.SkipWhile(line => !line.Contains("SHA-256", StringComparison.Ordinal)).Skip(1).Take(3).ToList();
        rows.Count.ShouldBe(3);
        rows.ShouldAllBe(row => row.EndsWith(" equal", StringComparison.Ordinal));
        demo.Out.Last().ShouldBe(rows[^1]);
        Directory.EnumerateFileSystemEntries(Stage.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_a_byte_and_a_folder_that_was_named_are_shown_too()
    {
        var content = await Stage.FileAsync("second.bin", 1);

        var demo = await Stage.RunAsync("demo", "second.bin", "--dir", "show", "--json");

        (await demo.EndsAsync()).ShouldBe(0);
        demo.Out.Last().ShouldStartWith("{\"event\":\"result\",\"ok\":true");
        foreach (var member in new[] { "bob", "carol", "dave" })
        {
            File.ReadAllBytes(Stage.In("show", member, "second.bin")).ShouldBe(content);
        }
    }
}
