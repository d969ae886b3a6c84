using System.Text.Json;

namespace PeerShare.App.Hosting;

/// <summary>A command for a running client: one line of JSON over its socket.</summary>
/// <param name="Words">The command's name and what follows.</param>
/// <param name="Folder">Where the caller stands.</param>
/// <param name="IsTerminal">The caller shows the answer to a person.</param>
internal sealed record CallRequest(IReadOnlyList<string> Words, string Folder, bool IsTerminal)
{
    /// <returns>Null when it is nothing of the kind.</returns>
    public static CallRequest? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var request = HostingNotes.Json.Read<CallRequest>(line);
            return request.Words.Count > 0 && Path.IsPathRooted(request.Folder) && !request.Folder.Any(char.IsControl) ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A part of the answer, a line of JSON each; the one with <paramref name="Exit"/> is the last.</summary>
/// <param name="Out">Goes to stdout.</param>
/// <param name="Error">Goes to stderr.</param>
/// <param name="Draw">A passing line; empty takes it away.</param>
/// <param name="Exit">The exit code.</param>
internal sealed record CallFrame(string? Out = null, string? Error = null, string? Draw = null, int? Exit = null);

/// <summary>Writes frames; from several threads.</summary>
internal sealed class FrameWriter(StreamWriter target)
{
    private readonly Lock turn = new();

    /// <summary>A caller that has gone hears no more; the command learns of that by its cancellation.</summary>
    public void Write(CallFrame frame)
    {
        var line = JsonSerializer.Serialize(frame, HostingJson.Default.CallFrame);
        lock (turn)
        {
            try
            {
                target.Write(line);
                target.Write('\n');
                target.Flush();
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
            }
        }
    }
}

/// <summary>Text that becomes frames, a line at a time.</summary>
internal sealed class FrameText(Action<string> line) : TextWriter
{
    private readonly Lock turn = new();
    private readonly System.Text.StringBuilder begun = new();

    public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (turn)
        {
            begun.Append(value);
            if (value?.Contains('\n', StringComparison.Ordinal) == true)
            {
                line(begun.ToString());
                begun.Clear();
            }
        }
    }

    public override void WriteLine(string? value) => Write($"{value}\n");
}
