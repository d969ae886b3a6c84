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

    /// <summary>Does a person type <see cref="In"/>, who needs a prompt and sees what is drawn?</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Events for programs; writing to it does nothing without <c>--json</c>.</summary>
    public JsonLines Json { get; init; } = new(null);

    /// <summary>May <see cref="Out"/> be coloured and drawn over? Not when redirected, with <c>NO_COLOR</c> or with <c>--json</c>.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Draws one passing line, or with null takes it away; does nothing but on a terminal.</summary>
    public Action<string?> Draw { get; init; } = _ => { };

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public static CommandContext OfConsole() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        IsInteractive = !Console.IsInputRedirected,
        IsTerminal = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Draw = Console.IsOutputRedirected ? _ => { } : line => Console.Out.Write($"\r\e[K{line}"),
    };

    /// <summary>The same with JSON on stdout, so that text for people moves to stderr.</summary>
    public CommandContext WithJson() => this with
    {
        Out = Error,
        Json = new JsonLines(Out),
        Draw = _ => { },
        IsTerminal = false,
    };
}
