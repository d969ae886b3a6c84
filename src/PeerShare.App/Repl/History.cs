using PeerShare.App.Commands.Client;

namespace PeerShare.App.Repl;

/// <summary>What was typed in this run, without passwords.</summary>
internal sealed class History
{
    private const int Most = 1_000;

    private readonly List<string> lines = [];
    private string draft = "";
    private int at;

    /// <summary>Remembers a line; a password in it becomes <c>-</c>.</summary>
    public void Add(IReadOnlyList<string> words)
    {
        var line = string.Join(' ', Passwords.Hide(words).Select(CommandLine.Quote));
        if (lines.Count == 0 || lines[^1] != line)
        {
            lines.Add(line);
        }

        if (lines.Count > Most)
        {
            lines.RemoveAt(0);
        }

        at = lines.Count;
    }

    /// <param name="current">What is typed so far, to come back to.</param>
    /// <returns>Null when there is nothing older.</returns>
    public string? Older(string current)
    {
        draft = at == lines.Count ? current : draft;
        return at == 0 ? null : lines[--at];
    }

    /// <returns>Null when there is nothing newer.</returns>
    public string? Newer() => at == lines.Count ? null : ++at == lines.Count ? draft : lines[at];

    public void Restart() => at = lines.Count;
}
