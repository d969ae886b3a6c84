using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PeerShare.App.Commands;

/// <summary>Newline-delimited JSON on stdout: events while a command runs, and one last line with its outcome.</summary>
/// <param name="target">Null without <c>--json</c>.</param>
internal sealed class JsonLines(TextWriter? target)
{
    /// <summary>Names of files stay readable; nothing here is put into a web page.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock turn = new();
    private Action<Utf8JsonWriter>? resultFields;
    private bool ended;

    /// <summary>Was <c>--json</c> given? Ask only where making the fields is work.</summary>
    public bool IsOn => target is not null;

    /// <summary>The same stdout for one more command.</summary>
    public JsonLines Fresh() => new(target);

    /// <summary>The same on what <paramref name="shown"/> has in place of stdout.</summary>
    public JsonLines Through(Func<TextWriter, TextWriter> shown) => new(target is null ? null : shown(target));

    /// <summary>Somebody else wrote the last line.</summary>
    public void EndElsewhere()
    {
        lock (turn)
        {
            ended = true;
        }
    }

    /// <summary>Writes <c>{"event":name, …}</c>. May be called from several threads.</summary>
    public void Emit(string name, Action<Utf8JsonWriter>? fields = null)
    {
        lock (turn)
        {
            WriteLine(name, fields);
        }
    }

    /// <summary>Sets the fields of the last line, which is written when the command has ended well.</summary>
    public void SetResult(Action<Utf8JsonWriter> fields) => resultFields = fields;

    /// <summary>Writes the last line of a command that ended well.</summary>
    public void EndWell() => End("result", writer =>
    {
        writer.WriteBoolean("ok", true);
        resultFields?.Invoke(writer);
    });

    /// <summary>Writes the last line of a command that failed.</summary>
    public void EndWithError(string message) => End("error", writer => writer.WriteString("message", message));

    private void End(string name, Action<Utf8JsonWriter> fields)
    {
        lock (turn)
        {
            WriteLine(name, fields);
            ended = true;
        }
    }

    /// <summary>Nothing follows the last line, whoever still runs.</summary>
    private void WriteLine(string name, Action<Utf8JsonWriter>? fields)
    {
        if (target is null || ended)
        {
            return;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            fields?.Invoke(writer);
            writer.WriteEndObject();
        }

        target.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        target.Flush();
    }
}
