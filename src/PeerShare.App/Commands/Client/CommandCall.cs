using System.Text.Json;
using PeerShare.App.Hosting;

namespace PeerShare.App.Commands.Client;

/// <summary>One command as it was given.</summary>
/// <param name="Node">The running client.</param>
/// <param name="Context">Where the answer goes.</param>
/// <param name="Folder">Paths are relative to it: the caller's own.</param>
/// <param name="Words">What followed the command's name, without options.</param>
/// <param name="Flags">The options that were given.</param>
internal sealed record CommandCall(
    NodeHost Node, CommandContext Context, string Folder, IReadOnlyList<string> Words, IReadOnlySet<string> Flags)
{
    /// <summary>Ends the client.</summary>
    public Action Quit { get; init; } = () => { };

    /// <summary>The path from the root, with the separator at its end if there was one.</summary>
    public string PathOf(string typed) => Path.Combine(Folder, typed);

    /// <summary>The one line that says what was done.</summary>
    public void Answer(string text, Action<Utf8JsonWriter>? fields = null)
    {
        Context.Out.WriteLine(text);
        Context.Json.SetResult(writer =>
        {
            writer.WriteString("message", text);
            fields?.Invoke(writer);
        });
    }
}
