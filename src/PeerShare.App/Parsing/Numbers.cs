using System.Globalization;

namespace PeerShare.App.Parsing;

/// <summary>Whole numbers with bounds, and errors that name the bounds.</summary>
internal static class Numbers
{
    private const int LastPort = 65_535;

    /// <summary>A port to listen on; 0 lets the system choose.</summary>
    public static bool TryParsePort(string text, out int port, out string problem) =>
        TryParse("port", text, 0, LastPort, out port, out problem);

    /// <summary>A port to connect to.</summary>
    public static bool TryParseRemotePort(string text, out int port, out string problem) =>
        TryParse("port", text, 1, LastPort, out port, out problem);

    /// <summary>How many peers share a file in the ring.</summary>
    public static bool TryParsePeers(string text, out int peers, out string problem) =>
        TryParse("number of peers", text, 1, 1_000, out peers, out problem);

    /// <summary>Which tracker of a list.</summary>
    public static bool TryParseTracker(string text, out int number, out string problem) =>
        TryParse("tracker's number", text, 1, 1_000, out number, out problem);

    /// <summary>How many of something a user may have.</summary>
    public static bool TryParseQuota(string text, out int most, out string problem) =>
        TryParse("quota", text, 0, 1_000_000, out most, out problem);

    private static bool TryParse(string noun, string text, int least, int most, out int number, out string problem)
    {
        var good = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= least
            && number <= most;
        problem = good ? "" : $"'{text}' is not a {noun}; give a number from {least} to {most}";
        return good;
    }
}
