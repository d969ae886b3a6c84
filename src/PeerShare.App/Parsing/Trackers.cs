namespace PeerShare.App.Parsing;

/// <summary>Announce addresses of standard HTTP trackers (BEP 3).</summary>
internal static class Trackers
{
    public static bool TryParse(string text, out Uri tracker, out string problem)
    {
        var good = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        problem = good ? "" : $"'{text}' is not a tracker's address; write it as http://HOST:PORT/announce";
        tracker = uri!;
        return good;
    }
}
