using System.Text;
using PeerShare.App.Commands.Client;

namespace PeerShare.App.Repl;

/// <summary>Cuts a typed line into words. Double quotes keep spaces and know <c>\"</c> and <c>\\</c>; single quotes keep everything;
/// elsewhere a backslash takes the meaning from a space, a quote, or a backslash.</summary>
internal static class CommandLine
{
    /// <exception cref="UsageFailure">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var (quote, begun) = ('\0', false);
        for (var at = 0; at < line.Length; at++)
        {
            var letter = line[at];
            if (IsEscape(line, at, quote))
            {
                word.Append(line[++at]);
                begun = true;
            }
            else if (quote == '\0' ? letter is '"' or '\'' : letter == quote)
            {
                quote = quote == '\0' ? letter : '\0';
                begun = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                Finish();
            }
            else
            {
                word.Append(letter);
                begun = true;
            }
        }

        Finish();
        return quote == '\0' ? words : throw new UsageFailure($"the quote {quote} is not closed");

        void Finish()
        {
            if (begun)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            begun = false;
        }
    }

    /// <summary>The word as it must be typed to be read as one.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && !word.Any(letter => char.IsWhiteSpace(letter) || letter is '"' or '\'' or '\\')
            ? word
            : $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsEscape(string line, int at, char quote) =>
        line[at] == '\\' && quote != '\'' && at + 1 < line.Length && line[at + 1] switch
        {
            '"' or '\\' => true,
            '\'' or ' ' => quote == '\0',
            _ => false,
        };
}
