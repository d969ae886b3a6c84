using System.Globalization;
using PeerShare.Engine.Policies;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Ring;

/// <summary>What the owner has dealt to whom, in <c>dealt.txt</c>: a line per deal with the peer's number, its id, the
/// reason and the chunks. Appended as it happens, read when the owner starts again.</summary>
internal sealed class DealsFile : IDisposable
{
    private const string Name = "dealt.txt";

    /// <summary>Strangers who come in crowds are dealt a share each: beyond so many bytes deals are no longer noted.</summary>
    private const long Longest = 64 << 20;

    private readonly StreamWriter writer;

    private DealsFile(StreamWriter writer, IReadOnlyList<Deal> before)
    {
        this.writer = writer;
        Before = before;
    }

    /// <summary>Deals of earlier runs, in their order.</summary>
    public IReadOnlyList<Deal> Before { get; }

    /// <param name="folder">The owner's folder.</param>
    /// <param name="file">Deals of another file are forgotten.</param>
    public static DealsFile Open(string folder, InfoHash file)
    {
        var path = Path.Combine(folder, Name);
        var head = $"# chunks of {file} dealt: number, peer id, reason, chunks";
        var lines = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        var known = lines.Length > 1 && lines[0] == head;
        var writer = new StreamWriter(path, append: known) { AutoFlush = true, NewLine = "\n" };
        if (!known)
        {
            writer.WriteLine(head);
        }
        else if (lines[^1].Length > 0)
        {
            // The owner was killed while it wrote: what it got out stands for itself.
            writer.WriteLine();
        }

        return new DealsFile(writer, known ? [.. lines.Skip(1).Select(Read).OfType<Deal>()] : []);
    }

    public void Add(Deal deal)
    {
        if (writer.BaseStream.Length < Longest)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{deal.Number} {deal.Peer} {deal.Reason} {string.Join(' ', deal.Chunks)}"));
        }
    }

    public void Dispose() => writer.Dispose();

    /// <returns>Null for a line that was cut short.</returns>
    private static Deal? Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3
            || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !PeerId.TryParseHex(words[1], out var peer)
            || !Enum.TryParse<DealReason>(words[2], out var reason))
        {
            return null;
        }

        var chunks = words.Skip(3).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var chunk) ? chunk : -1);
        return new Deal(number, peer, reason, [.. chunks.Where(chunk => chunk >= 0)]);
    }
}
