using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Plumbing;

/// <summary>The plumbing's commands as tests use them.</summary>
internal static class Swapping
{
    public const int MiB = 1 << 20;

    /// <summary>Writes <c>name.torrent</c> beside the content.</summary>
    /// <returns>The info-hash.</returns>
    public static async Task<string> DescribeAsync(this Stage stage, string content, params IEnumerable<string> more)
    {
        var made = await stage.RunAsync(["make-torrent", content, $"{content}.torrent", .. more]);
        (await made.EndsAsync()).ShouldBe(0, string.Join('\n', made.Error));
        return (await made.SaysAsync("info-hash ([0-9a-f]{40})$")).Groups[1].Value;
    }

    /// <returns>The seed, and where it can be reached.</returns>
    public static async Task<(Player Seed, string Address)> SeedAsync(this Stage stage, string content, params IEnumerable<string> more)
    {
        var seed = stage.Start(["seed", $"{content}.torrent", ".", "--listen", "127.0.0.1:0", .. more]);
        return (seed, (await seed.SaysAsync("^seeding on (.+)$")).Groups[1].Value);
    }

    public static Player Fetch(this Stage stage, string torrent, string folder, params IEnumerable<string> more) =>
        stage.Start(["fetch", torrent, folder, "--listen", "127.0.0.1:0", .. more]);

    /// <summary>The folder has the same files with the same bytes, and nothing else but our own notes.</summary>
    public static void ShouldBeAs(this Stage stage, string copy, string original)
    {
        static Dictionary<string, byte[]> Read(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/.peershare/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes);

        var (got, wanted) = (Read(stage.In(copy)), Read(stage.In(original)));
        got.Keys.ShouldBe(wanted.Keys, ignoreOrder: true);
        got.ShouldAllBe(file => file.Value.SequenceEqual(wanted[file.Key]));
    }

    public static void ShouldBeTheFile(this Stage stage, string copy, byte[] content) =>
        File.ReadAllBytes(stage.In(copy)).AsSpan().SequenceEqual(content).ShouldBeTrue(copy);

    /// <summary>The JSON lines of a process.</summary>
    public static List<JsonElement> Events(this Player player) => [.. player.Out.Select(line => JsonDocument.Parse(line).RootElement)];

    public static string NameOf(this JsonElement said) => said.GetProperty("event").GetString()!;

    public static long BytesOf(this JsonElement said) => said.GetProperty("bytes").GetInt64();
}
