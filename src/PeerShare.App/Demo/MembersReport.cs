using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using PeerShare.App.Commands;

namespace PeerShare.App.Demo;

/// <summary>The table at the end: who got how many pieces from whom, how fast, and whether the copy is right.</summary>
internal sealed class MembersReport(
    CommandContext context, ReadableFile file, IReadOnlyList<DemoMember> members, IReadOnlyDictionary<string, TimeSpan> seconds, int[] ports)
{
    private readonly List<List<string>> rows = [["member", .. members.Select(member => member.Name), "seconds", "SHA-256"]];

    /// <summary>While the file is the only download of each.</summary>
    /// <returns>True when every copy is right.</returns>
    public async Task<bool> CompareAsync(CancellationToken stopping)
    {
        context.Out.WriteLine("comparing every copy with the original");
        var right = await HashAsync(file.FullName, stopping);
        foreach (var member in members.Skip(1))
        {
            var copy = Path.Combine(member.Folder, Path.GetFileName(file.FullName));
            var equal = File.Exists(copy) && (await HashAsync(copy, stopping)).SequenceEqual(right);
            rows.Add([member.Name, .. await PiecesAsync(member, stopping), Seconds(member), equal ? "equal" : "WRONG"]);
        }

        return rows.Skip(1).All(row => row[^1] == "equal");
    }

    public void Write()
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        context.Out.WriteLine();
        context.Out.WriteLine("pieces that each member (row) got from whom (column):");
        foreach (var row in rows)
        {
            context.Out.WriteLine(string.Join("  ", row.Select((word, column) => word.PadLeft(widths[column]))));
        }
    }

    private async Task<IEnumerable<string>> PiecesAsync(DemoMember member, CancellationToken stopping)
    {
        var download = (await member.TellAsync(stopping, "show_downloads"))[0];
        var counts = new int[members.Count];
        foreach (var source in download.GetProperty("pieces_from").EnumerateObject())
        {
            var place = Array.IndexOf(ports, IPEndPoint.Parse(source.Name).Port);
            counts[Math.Max(place, 0)] += source.Value.GetInt32();
        }

        return counts.Select(count => count == 0 ? "-" : count.ToString(CultureInfo.InvariantCulture));
    }

    private string Seconds(DemoMember member) => seconds[member.Name].TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static async Task<byte[]> HashAsync(string path, CancellationToken stopping)
    {
        await using var content = File.OpenRead(path);
        return await SHA256.HashDataAsync(content, stopping);
    }
}
