using System.Text.RegularExpressions;

namespace PeerShare.Engine.Tests.Architecture;

/// <summary>One C# file of <c>src</c>.</summary>
/// <param name="Path">Relative to the repository's root, with forward slashes.</param>
/// <param name="Text">As it stands.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The text without comments and literals, its lines where they were.</summary>
    public string Code { get; } = NotCode().Replace(Text, match => new string('\n', match.Value.Count(letter => letter == '\n')));

    public int LineCount => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    public bool IsIn(string folder) => Path.StartsWith($"{folder}/", StringComparison.Ordinal);

    /// <summary>Where the pattern occurs in the code, as <c>path:line: what</c>.</summary>
    public IEnumerable<string> Mentions(Regex pattern) => Places(Code, pattern);

    /// <summary>Where the pattern occurs in code, comments or literals, as <c>path:line: what</c>.</summary>
    public IEnumerable<string> Contains(Regex pattern) => Places(Text, pattern);

    private IEnumerable<string> Places(string text, Regex pattern) =>
        pattern.Matches(text).Select(match => $"{Path}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value.Trim()}");

    [GeneratedRegex(""""
        """.*?""" | @"(?:[^"]|"")*" | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+' | //[^\n]* | /\*.*?\*/
        """", RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NotCode();
}
