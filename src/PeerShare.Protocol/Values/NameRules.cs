using PeerShare.Protocol.Torrents;

namespace PeerShare.Protocol.Values;

/// <summary>Which names users and groups may have, and when two names are the same: case counts, how an accent is encoded does not.</summary>
public static class NameRules
{
    /// <summary>Longest name of a user or group, in characters.</summary>
    public const int LongestName = 64;

    /// <summary>Marks names that were claimed twice, so no name holds it.</summary>
    public const char Mark = '~';

    private const int LongestShown = 200;

    /// <summary>What is wrong with a name of a user or group, as a readable line; null when nothing is.</summary>
    public static string? FaultOf(string name) =>
        name.Length is 0 or > LongestName ? $"a name has 1 to {LongestName} characters"
        : name.Any(char.IsControl) ? "a name has no control characters"
        : name.AsSpan().ContainsAny('/', '\\') ? $"'{name}' cannot be a name; leave out / and \\"
        : name.Contains(Mark, StringComparison.Ordinal) ? $"'{name}' cannot be a name; leave out ~, which marks names that were claimed twice"
        : char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]) ? $"'{name}' cannot be a name; leave out the space at its end"
        : name.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar) ? "a name is Unicode text"
        : null;

    /// <summary>What is wrong with the name of a file in a catalogue; null when nothing is.</summary>
    public static string? FaultOfFile(string name) =>
        SafePath.FaultOf(name)
        ?? (name.Contains(Mark, StringComparison.Ordinal) ? $"'{name}' cannot be shared under this name; leave out ~, which marks names that were claimed twice" : null);

    /// <summary>Equal for names that are the same.</summary>
    public static string KeyOf(string name) => CanonicalKey.WithCase(name);

    /// <summary>A name from a stranger, fit for one line of an error.</summary>
    public static string Shown(string name) => CleanText.Of(name, LongestShown);
}
