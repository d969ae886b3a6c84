using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;

namespace PeerShare.App.Demo;

/// <summary>The classroom's ring as six real processes: one owner, five peers, every copy checked at the end.</summary>
/// <param name="context">Where the show goes.</param>
/// <param name="file">The file to deal out.</param>
/// <param name="folder">Where the six folders and the picture go.</param>
internal sealed class RingDemo(CommandContext context, RingFile file, string folder)
{
    private const int ClassicOwnerPort = 5000;
    private const int PeerCount = 5;
    private const string PictureName = "ring.svg";

    /// <returns>True when every copy is byte for byte the owner's.</returns>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        var ports = ChoosePorts();
        var exchange = new RingExchange(ports[0], ports[1..], file.Layout);
        context.Out.WriteLine($"{file.Content.Name} ({Sizes.Format(file.Content.Length)}) in {file.Layout.PieceCount} chunks; owner on port {ports[0]}, peers on {string.Join(", ", ports[1..])}, files in {folder}");
        RefuseFullDisk();
        await PlayAsync(exchange, stopping);
        context.Out.WriteLine("comparing every copy with the original");
        var equal = await CompareAsync(exchange, stopping);
        RingReport.Write(context, exchange, equal);
        var picture = Path.Combine(folder, PictureName);
        await File.WriteAllTextAsync(picture, RingPicture.Draw(exchange, file.Content.Name), stopping);
        context.Out.WriteLine($"a picture of the exchange: {picture}");
        var good = equal.Values.All(same => same);
        context.Json.SetResult(writer =>
        {
            writer.WriteNumber("owner_copies", exchange.OwnerCopies);
            writer.WriteString("picture", picture);
        });
        return good;
    }

    public string CopyOf(int peer) => Path.Combine(FolderOf(peer), file.Content.Name);

    /// <summary>Six sets of chunks and five copies.</summary>
    private void RefuseFullDisk()
    {
        var needed = (2 * PeerCount + 1) * file.Content.Length;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < needed)
        {
            throw new CommandFailure($"{folder} has {Sizes.Format(free)} free and the demonstration needs {Sizes.Format(needed)}; name a roomier place with --dir or a smaller file");
        }
    }

    private async Task PlayAsync(RingExchange exchange, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        List<NodeProcess> nodes = [];
        try
        {
            nodes.Add(NodeProcess.Start("the owner", OwnerWords(exchange.Owner), exchange.OwnerSaid));
            for (var position = 0; position < exchange.Peers.Count; position++)
            {
                var peer = exchange.Peers[position];
                var neighbour = exchange.Peers[(position + 1) % exchange.Peers.Count];
                nodes.Add(NodeProcess.Start($"peer {peer}", PeerWords(exchange.Owner, peer, neighbour), said => exchange.PeerSaid(peer, said, clock.Elapsed)));
            }

            await new RingView(context, exchange).ShowAsync(AllEndedAsync(nodes, stopping));
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    /// <summary>The first that fails ends the show.</summary>
    private static async Task AllEndedAsync(List<NodeProcess> nodes, CancellationToken stopping)
    {
        var ends = nodes.ConvertAll(node => node.EndedAsync(stopping));
        while (ends.Count > 0)
        {
            var ended = await Task.WhenAny(ends);
            ends.Remove(ended);
            await ended;
        }
    }

    private IEnumerable<string> OwnerWords(int owner) =>
        ["owner", Word(owner), file.Content.FullName, "--dir", FolderOf(owner), "--until-done"];

    private IEnumerable<string> PeerWords(int owner, int peer, int neighbour) =>
        ["peer", Word(owner), Word(peer), Word(neighbour), "--dir", FolderOf(peer), "--until-done"];

    private string FolderOf(int port) => Path.Combine(folder, $"node-{port}");

    private async Task<Dictionary<int, bool>> CompareAsync(RingExchange exchange, CancellationToken stopping)
    {
        var right = await HashAsync(file.Content.FullName, stopping);
        Dictionary<int, bool> equal = [];
        foreach (var peer in exchange.Peers)
        {
            equal[peer] = File.Exists(CopyOf(peer)) && (await HashAsync(CopyOf(peer), stopping)).SequenceEqual(right);
        }

        return equal;
    }

    private static async Task<byte[]> HashAsync(string path, CancellationToken stopping)
    {
        await using var content = File.OpenRead(path);
        return await SHA256.HashDataAsync(content, stopping);
    }

    /// <summary>The classic ports when they are free, else any.</summary>
    private static int[] ChoosePorts()
    {
        var classic = Enumerable.Range(ClassicOwnerPort, PeerCount + 1).ToArray();
        if (FreePorts.Find(classic) is { } free)
        {
            return free;
        }

        return FreePorts.Find(new int[PeerCount + 1]) ?? throw new CommandFailure("there are no six free ports on this machine; end some programs");
    }

    private static string Word(int number) => number.ToString(CultureInfo.InvariantCulture);
}
