using System.Globalization;

namespace PeerShare.App.Commands;

/// <summary>How fast something comes, how long it takes still, and from how many.</summary>
internal static class Pace
{
    private const double MiB = 1 << 20;
    private const double LongestLeft = 359_999;

    /// <summary>Such as <c>12.3 MB/s ETA 0:12 from 4 peers</c>.</summary>
    /// <param name="rate">Bytes a second.</param>
    /// <param name="missing">Bytes.</param>
    /// <param name="sources">Peers that send.</param>
    public static string Of(double rate, long missing, int sources) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate / MiB:0.0} MB/s ETA {Left(rate, missing)} from {sources} peers");

    private static string Left(double rate, long missing)
    {
        if (rate < 1)
        {
            return "-";
        }

        var left = TimeSpan.FromSeconds(Math.Min(missing / rate, LongestLeft));
        return left.TotalHours >= 1 ? $"{(int)left.TotalHours}:{left:mm\\:ss}" : left.ToString("m\\:ss", CultureInfo.InvariantCulture);
    }
}
