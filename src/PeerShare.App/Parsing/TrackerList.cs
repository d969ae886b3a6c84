using PeerShare.App.Commands;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Parsing;

/// <summary>One tracker of a <c>tracker_info.txt</c>.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Fingerprint">Of its certificate or of the cluster's root; null when none is given.</param>
internal sealed record ListedTracker(Address Address, Fingerprint? Fingerprint);

/// <summary>The trackers of a <c>tracker_info.txt</c> in every dialect: <c>host:port</c> on a line, or host and port on
/// alternating lines or side by side; <c>#</c> begins a comment; a certificate's fingerprint may follow.</summary>
internal static class TrackerList
{
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
            var printed = words.FirstOrDefault(word => word.StartsWith(Fingerprint.Prefix, StringComparison.OrdinalIgnoreCase));
            var place = string.Join(' ', words.Where(word => word != printed));
            if (place.Length == 0)
            {
                continue;
            }

            var whole = host is null ? place.Replace(' ', ':') : $"{host}:{place}";
            host = host is null && IsHostAlone(place) ? place : null;
            if (host is null)
            {
                var where = $"line {number} of {path}";
                trackers.Add(new ListedTracker(AddressOf(whole, where), printed is null ? null : FingerprintOf(printed, where)));
            }
        }

        return host is not null ? throw new CommandFailure($"{path} ends after the host {host}; its port is missing")
            : trackers.Count == 0 ? throw new CommandFailure($"{path} names no tracker; write a line such as 127.0.0.1:5000")
            : trackers;
    }

    private static bool IsHostAlone(string place) =>
        !place.Contains(' ', StringComparison.Ordinal)
        && (!place.Contains(':', StringComparison.Ordinal) || place.EndsWith(']'));

    private static Fingerprint FingerprintOf(string text, string where) =>
        Fingerprint.TryParse(text, out var fingerprint)
            ? fingerprint
            : throw new CommandFailure($"{where} has no whole fingerprint; it is {Fingerprint.Prefix} and 64 hexadecimal digits, as the tracker prints it");

    private static Address AddressOf(string text, string where) =>
        text.Contains(':', StringComparison.Ordinal) && Address.TryParse(text, out var address, out _)
            ? address
            : throw new CommandFailure($"{where} is not a tracker's address; write it as 127.0.0.1:5000");
}
