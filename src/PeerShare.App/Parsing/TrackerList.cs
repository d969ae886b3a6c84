using PeerShare.App.Commands;

namespace PeerShare.App.Parsing;

/// <summary>One tracker of a <c>tracker_info.txt</c>.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Fingerprint">Of its certificate or of the cluster's root, <c>sha256:…</c>; null when none is given.</param>
internal sealed record ListedTracker(Address Address, string? Fingerprint);

/// <summary>The trackers of a <c>tracker_info.txt</c> in every dialect: <c>host:port</c> on a line, or host and port on
/// alternating lines or side by side; <c>#</c> begins a comment; a certificate's fingerprint may follow.</summary>
internal static class TrackerList
{
    private const string FingerprintPrefix = "sha256:";
    private const int LongestFile = 1 << 20;

    /// <exception cref="CommandFailure">Unreadable, or names no tracker; says which line is wrong.</exception>
    public static IReadOnlyList<ListedTracker> Read(string path)
    {
        var file = ReadableFile.Check(path);
        if (file.Length > LongestFile)
        {
            throw new CommandFailure($"{path} is too large for a list of trackers; name a file with lines such as 127.0.0.1:5000");
        }

        return Parse(File.ReadAllLines(file.FullName), path);
    }

    internal static IReadOnlyList<ListedTracker> Parse(IEnumerable<string> lines, string path)
    {
        List<ListedTracker> trackers = [];
        string? host = null;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var words = line.Split('#')[0].Trim('\uFEFF').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var fingerprint = words.FirstOrDefault(word => word.StartsWith(FingerprintPrefix, StringComparison.OrdinalIgnoreCase));
            var place = string.Join(' ', words.Where(word => word != fingerprint));
            if (place.Length == 0)
            {
                continue;
            }

            var whole = host is null ? place.Replace(' ', ':') : $"{host}:{place}";
            host = host is null && IsHostAlone(place) ? place : null;
            if (host is null)
            {
                trackers.Add(new ListedTracker(AddressOf(whole, $"line {number} of {path}"), fingerprint));
            }
        }

        return host is not null ? throw new CommandFailure($"{path} ends after the host {host}; its port is missing")
            : trackers.Count == 0 ? throw new CommandFailure($"{path} names no tracker; write a line such as 127.0.0.1:5000")
            : trackers;
    }

    private static bool IsHostAlone(string place) =>
        !place.Contains(' ', StringComparison.Ordinal)
        && (!place.Contains(':', StringComparison.Ordinal) || place.EndsWith(']'));

    private static Address AddressOf(string text, string where) =>
        text.Contains(':', StringComparison.Ordinal) && Address.TryParse(text, out var address, out _)
            ? address
            : throw new CommandFailure($"{where} is not a tracker's address; write it as 127.0.0.1:5000");
}
