using System.Globalization;

namespace PeerShare.App.Parsing;

/// <summary>Lengths of time as people write them: <c>200ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>"ms" ends in "s", so it is looked for first.</summary>
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    /// <summary>More than nothing and at most 24 hours.</summary>
    public static bool TryParse(string text, out TimeSpan duration, out string problem)
    {
        var (unit, length) = Array.Find(Units, candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal));
        var number = 0;
        var good = unit is not null
            && int.TryParse(text.AsSpan(..^unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0
            && number <= Longest / length;
        duration = good ? number * length : default;
        problem = good ? "" : $"'{text}' is not a duration; write 200ms, 30s, 2m or up to 24h";
        return good;
    }
}
