using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Commands.Client;

/// <summary>A command of the running client.</summary>
/// <param name="Name">Its first word.</param>
/// <param name="Explains">What it does, in a sentence.</param>
/// <param name="Words">What follows, in order; optional ones last.</param>
/// <param name="Run">Does it. Whoever is wrong hears of it by a <see cref="CommandFailure"/>.</param>
internal sealed record NodeCommand(
    string Name, string Explains, IReadOnlyList<CommandWord> Words, Func<CommandCall, CancellationToken, Task> Run)
{
    /// <summary>Options without a value, such as <c>--open</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Such as <c>create_group &lt;group_id&gt; [--open]</c>.</summary>
    public string Usage => string.Join(' ', [Name, .. Words.Select(word => word.Usage), .. Flags.Select(flag => $"[{flag}]")]);

    public int LeastWords => Words.Count(word => !word.IsOptional);
}

/// <summary>A word after a command.</summary>
/// <param name="Name">As the usage calls it.</param>
/// <param name="Kind">What it may be completed with, and whether it may be remembered.</param>
/// <param name="IsOptional">May be left out.</param>
internal sealed record CommandWord(string Name, WordKind Kind = WordKind.Plain, bool IsOptional = false)
{
    /// <summary>In characters: what is longer can be nobody's name, and would fill the answer.</summary>
    public int Longest => Kind is WordKind.Path or WordKind.Password ? SafePath.LongestPath : SafePath.LongestName;

    public string Usage => IsOptional ? $"[{Name}]" : $"<{Name}>";
}

/// <summary>What a word names.</summary>
internal enum WordKind
{
    Plain,
    Group,

    /// <summary>A file of the group named before it.</summary>
    File,

    /// <summary>A path on this machine.</summary>
    Path,

    /// <summary>Never remembered, never completed; <c>-</c> asks for it.</summary>
    Password,
}
