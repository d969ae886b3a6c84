namespace PeerShare.App.Commands;

/// <summary>What a command knows of its surroundings.</summary>
internal sealed record CommandContext
{
    /// <summary>Text for people: stdout, or stderr with <c>--json</c>. May be written to from several threads.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Warnings for people. A command's failure does not go here: throw a <see cref="CommandFailure"/>.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is typed or redirected to us.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Does a person type <see cref="In"/>?</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Which of stdout and stderr end on a terminal, in this order.</summary>
    public IReadOnlyList<TextWriter> Terminals { get; init; } = [];

    /// <summary>Where a person who types is prompted; null when nobody types, or nothing shows it.</summary>
    public TextWriter? PromptsOn => IsInteractive && Terminals is [var first, ..] ? first : null;

    /// <summary>Events for programs; writing to it does nothing without <c>--json</c>.</summary>
    public JsonLines Json { get; init; } = new(null);

    /// <summary>Is <see cref="Out"/> read on a terminal? Not when redirected or with <c>--json</c>.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>May <see cref="Out"/> be coloured and drawn over? On a terminal, and not with <c>NO_COLOR</c>.</summary>
    public bool IsLive { get; init; }

    /// <summary>Draws one passing line, or with null takes it away; does nothing unless <see cref="IsLive"/>.</summary>
    public Action<string?> Draw { get; init; } = _ => { };

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public static CommandContext OfConsole()
    {
        (TextWriter Writer, bool IsRedirected)[] streams = [(Console.Out, Console.IsOutputRedirected), (Console.Error, Console.IsErrorRedirected)];
        var isTerminal = !Console.IsOutputRedirected;
        var isLive = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new CommandContext
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            IsInteractive = !Console.IsInputRedirected,
            Terminals = [.. streams.Where(stream => !stream.IsRedirected).Select(stream => stream.Writer)],
            IsTerminal = isTerminal,
            IsLive = isLive,
            Draw = isLive ? line => Console.Out.Write($"\r\e[K{line}") : _ => { },
        };
    }

    /// <summary>The same with JSON on stdout, so that text for people moves to stderr.</summary>
    public CommandContext WithJson() => this with
    {
        Out = Error,
        Json = new JsonLines(Out),
        Draw = _ => { },
        IsTerminal = false,
        IsLive = false,
    };

    /// <summary>The same at a prompt: what would go to the terminal goes through <paramref name="shown"/>, so that it does not fight with
    /// what is typed. What is redirected goes where it was sent.</summary>
    public CommandContext AtPrompt(TextWriter shown, Action<string?> draw)
    {
        return this with { Out = Through(Out), Error = Through(Error), Json = Json.Through(Through), Draw = IsLive ? draw : Draw };

        TextWriter Through(TextWriter target) => Terminals.Contains(target) ? shown : target;
    }
}
