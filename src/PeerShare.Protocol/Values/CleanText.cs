namespace PeerShare.Protocol.Values;

/// <summary>A stranger's text for a terminal, a log or a page: control characters could move a cursor or forge a line.</summary>
internal static class CleanText
{
    /// <summary>The first <paramref name="most"/> characters without control characters.</summary>
    public static string Of(string text, int most) => string.Concat(text.Where(character => !char.IsControl(character)).Take(most));
}
