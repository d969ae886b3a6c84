using System.CommandLine;
using System.CommandLine.Parsing;
using PeerShare.App.Parsing;

namespace PeerShare.App.Commands;

/// <summary>Arguments and options that are checked while they are read, so that a bad word is a usage error that says what is right.</summary>
internal static class Parameter
{
    public static Argument<string> Text(string name, string description) => new(name) { Description = description };

    public static Argument<T> Word<T>(string name, string description, TextParser<T> parser) => new(name)
    {
        Description = description,
        CustomParser = result => Read(result, parser),
    };

    /// <summary>An option whose absence is null.</summary>
    public static Option<T?> Choice<T>(string name, string helpName, string description, TextParser<T> parser)
        where T : struct => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Read(result, parser),
    };

    /// <inheritdoc cref="Choice{T}"/>
    public static Option<T?> Place<T>(string name, string helpName, string description, TextParser<T> parser)
        where T : class => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Read(result, parser),
    };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<string?> Folder(string description) => new("--dir") { Description = description, HelpName = "DIR" };

    public static Option<TimeSpan?> Patience(string description) =>
        Choice<TimeSpan>("--patience", "TIME", description, Durations.TryParse);

    public static Option<long?> Size(string name, string description) => Choice<long>(name, "SIZE", description, Sizes.TryParse);

    public static Option<long?> UploadRate() =>
        Choice<long>("--upload-rate", "RATE", "Most to send, in bytes a second, such as 5MB (no limit)", Sizes.TryParse);

    public static Option<long?> PeerUploadRate() =>
        Choice<long>("--peer-upload-rate", "RATE", "Most to send to one peer, in bytes a second, such as 1MB (no limit)", Sizes.TryParse);

    public static Option<long?> DownloadRate() =>
        Choice<long>("--download-rate", "RATE", "Most to receive, in bytes a second, such as 5MB (no limit)", Sizes.TryParse);

    public static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    public static Option<string?> Certificate() => File("--cert", "The certificate to show to peers of a torrent with an ssl-cert (PEM)");

    public static Option<string?> Key() => File("--key", "The certificate's private key (PEM)");

    public static Option<ListenAddress?> Listen() =>
        Place<ListenAddress>("--listen", "IP:PORT", "Where to be reached; with an IP, connections are made from it too (any)", ListenAddress.TryParse);

    public static Option<Uri[]> TrackerAddresses(string description) =>
        Several<Uri>("--tracker", "URL", description, Trackers.TryParse);

    /// <summary>An option that may be given several times.</summary>
    public static Option<T[]> Several<T>(string name, string helpName, string description, TextParser<T> parser) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Read(result, token.Value, parser)!)],
    };

    private static T? Read<T>(ArgumentResult result, TextParser<T> parser) => Read(result, result.Tokens[^1].Value, parser);

    private static T? Read<T>(ArgumentResult result, string text, TextParser<T> parser)
    {
        if (parser(text, out var value, out var problem))
        {
            return value;
        }

        result.AddError(problem);
        return default;
    }
}
