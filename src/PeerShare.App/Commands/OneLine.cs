namespace PeerShare.App.Commands;

/// <summary>Text that others chose, for a line on the terminal: it must not move a cursor or forge a line.</summary>
internal static class OneLine
{
    public static string Of(string text) => text.Any(char.IsControl)
        ? string.Concat(text.ReplaceLineEndings(" ").Where(letter => !char.IsControl(letter)))
        : text;
}
