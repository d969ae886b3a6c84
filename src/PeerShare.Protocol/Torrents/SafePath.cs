using System.Text;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Torrents;

/// <summary>Which names a torrent may give to files and directories: those that mean one thing, inside the download's own
/// directory, on every file system (CVE-2009-1760, CVE-2010-0012 and their kin). Any other is refused, never repaired.</summary>
public static class SafePath
{
    /// <summary>Longest name, in bytes of UTF-8.</summary>
    public const int LongestName = 255;

    /// <summary>Longest path, in bytes of UTF-8 with separators.</summary>
    public const int LongestPath = 4096;

    /// <summary>Most names in a path.</summary>
    public const int MostNames = 64;

    /// <summary>Most characters of a name or path in an error's one line.</summary>
    internal const int MostShown = 200;

    // Windows also takes superscript digits, and ignores what follows the first dot.
    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>What is wrong with the name of one file or directory, as a readable sentence; null when nothing is.</summary>
    public static string? FaultOf(string name) => Reason(name) is { } reason ? $"the name '{CleanText.Of(name, MostShown)}' {reason}" : null;

    /// <summary>What is wrong with a path; null when nothing is.</summary>
    public static string? FaultOf(IReadOnlyList<string> path)
    {
        if (path.Count is 0 or > MostNames)
        {
            return path.Count == 0 ? "a path is empty" : $"a path has more than {MostNames} names";
        }

        return path.Select(FaultOf).FirstOrDefault(fault => fault is not null)
            ?? (path.Sum(Encoding.UTF8.GetByteCount) + path.Count - 1 > LongestPath ? $"a path is longer than {LongestPath} bytes" : null);
    }

    /// <summary>Reads a torrent's list of names.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static string? Read(IReadOnlyList<BencodeValue>? names, out string[] path)
    {
        path = [];
        var texts = (names ?? []).Take(MostNames + 1).Select(name => (name as BencodeBytes)?.Text!).ToArray();
        if (texts.Contains(null))
        {
            return "a name is not UTF-8 text";
        }

        path = texts;
        return FaultOf(path);
    }

    private static string? Reason(string name) => name switch
    {
        "" => "is empty",
        "." or ".." => "leads to another directory",
        _ when name.AsSpan().ContainsAny('/', '\\') => "contains a path separator",
        _ when name.Contains(':', StringComparison.Ordinal) => "contains a colon, which means a drive or a stream on Windows",
        _ when name.Any(char.IsControl) => "contains a control character",
        _ when name[^1] is '.' or ' ' => "ends in a dot or a space, which Windows drops",
        _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"is longer than {LongestName} bytes",
        _ when Devices.Contains(name.Split('.')[0].TrimEnd(' ')) => "is a device on Windows",
        _ => null,
    };
}
