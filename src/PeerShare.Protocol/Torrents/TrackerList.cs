using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Torrents;

/// <summary>The trackers of a torrent in tiers (BEP 12). What is no http, https or udp address is passed over.</summary>
internal static class TrackerList
{
    private const int MostTrackers = 100;
    private const int LongestTracker = 2048;

    public static bool IsTracker(string? text) =>
        text is { Length: <= LongestTracker }
        && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" or "udp"
        && url.Host.Length > 0;

    /// <summary>The first <see cref="MostTrackers"/>; <c>announce-list</c> overrides <c>announce</c>.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Read(BencodeDictionary torrent)
    {
        var listed = (torrent.List("announce-list") ?? []).Select(tier => Texts((tier as BencodeList)?.Items));
        var tiers = Bounded(listed);
        return tiers.Count > 0 ? tiers : Bounded([[torrent.Text("announce")]]);
    }

    public static IReadOnlyList<IReadOnlyList<string>> Bounded(IEnumerable<IEnumerable<string?>> tiers)
    {
        var bounded = new List<IReadOnlyList<string>>();
        var left = MostTrackers;
        foreach (var tier in tiers)
        {
            var good = tier.Where(IsTracker).Take(left).Select(text => text!).ToList();
            left -= good.Count;
            if (good.Count > 0)
            {
                bounded.Add(good);
            }
        }

        return bounded;
    }

    public static void Write(BencodeWriter writer, IReadOnlyList<IReadOnlyList<string>> tiers)
    {
        writer.Text("announce", tiers is [var first, ..] ? first[0] : null);
        if (tiers.Sum(tier => tier.Count) < 2)
        {
            return;
        }

        writer.Key("announce-list").BeginList();
        foreach (var tier in tiers)
        {
            writer.BeginList();
            foreach (var tracker in tier)
            {
                writer.Text(tracker);
            }

            writer.End();
        }

        writer.End();
    }

    private static IEnumerable<string?> Texts(IReadOnlyList<BencodeValue>? values) =>
        (values ?? []).Select(value => (value as BencodeBytes)?.Text);
}
