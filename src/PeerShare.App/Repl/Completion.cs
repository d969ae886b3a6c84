using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;
using PeerShare.App.Hosting;

namespace PeerShare.App.Repl;

/// <summary>What Tab may put in place of the word before the cursor.</summary>
/// <param name="From">Where that word begins.</param>
/// <param name="Words">As they must be typed; a folder ends in its separator.</param>
internal sealed record Proposal(int From, IReadOnlyList<string> Words)
{
    /// <summary>What all of them begin with.</summary>
    public string Common => Words.Count == 0 ? "" : Words.Aggregate((one, other) => one[..one.AsSpan().CommonPrefixLength(other)]);
}

/// <summary>Completes commands, groups, a group's files, and paths; never a password.</summary>
internal sealed class Completion(NodeHost node)
{
    private const int MostPaths = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<Proposal> ProposeAsync(string before, CancellationToken stopping)
    {
        var from = StartOfLastWord(before);
        try
        {
            var words = CommandLine.Split(before[..from]);
            var begun = CommandLine.Split(before[from..].Replace("\"", "", StringComparison.Ordinal)) is [var only] ? only : before[from..].Trim('"');
            var candidates = await CandidatesAsync(words, begun, stopping);
            return new Proposal(from, [.. candidates.Where(word => word.StartsWith(begun, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Typed)]);
        }
        catch (CommandFailure)
        {
            // A tracker that does not help, or a quote that is not closed: nothing to propose.
            return new Proposal(from, []);
        }
    }

    /// <summary>A folder is open for more.</summary>
    private static string Typed(string word) => word.EndsWith(Path.DirectorySeparatorChar) ? CommandLine.Quote(word).TrimEnd('"') : $"{CommandLine.Quote(word)} ";

    private static int StartOfLastWord(string text)
    {
        var (start, quoted) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            quoted ^= text[at] == '"';
            start = text[at] == ' ' && !quoted ? at + 1 : start;
        }

        return start;
    }

    private async Task<IEnumerable<string>> CandidatesAsync(IReadOnlyList<string> words, string begun, CancellationToken stopping)
    {
        if (words.Count == 0)
        {
            return CommandTable.All.Select(command => command.Name);
        }

        var command = CommandTable.All.FirstOrDefault(command => command.Name == words[0]);
        var kind = words[0] == "help" ? (WordKind?)null : command?.Words.ElementAtOrDefault(words.Count - 1)?.Kind;
        return words[0] == "help" && words.Count == 1
            ? CommandTable.All.Select(other => other.Name)
            : kind == WordKind.Path ? Paths(begun) : await NamesAsync(kind, words, stopping);
    }

    private async Task<IEnumerable<string>> NamesAsync(WordKind? kind, IReadOnlyList<string> words, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            return kind switch
            {
                WordKind.Group => (await node.AskAsync(token => node.Tracker.ListGroupsAsync(token, either.Token))).Select(group => group.Name),
                WordKind.File => (await node.AskAsync(token => node.Tracker.ListFilesAsync(token, words[1], either.Token))).Select(file => file.Name),
                _ => [],
            };
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return [];
        }
    }

    private static IEnumerable<string> Paths(string begun)
    {
        var folder = begun[..(begun.LastIndexOf(Path.DirectorySeparatorChar) + 1)];
        try
        {
            return [.. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith(begun[folder.Length..], StringComparison.Ordinal))
                .Take(MostPaths)
                .Select(entry => folder + entry.Name + (entry is DirectoryInfo ? Path.DirectorySeparatorChar : ""))];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
