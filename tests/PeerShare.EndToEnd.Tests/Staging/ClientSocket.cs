using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>Has a running client do commands over its socket, as <c>peershare COMMAND</c> does. A process for each of thousands of commands would
/// take the machine from those that are tested.</summary>
internal static class ClientSocket
{
    /// <param name="folder">The client's.</param>
    /// <param name="caller">Where the caller stands.</param>
    /// <param name="words">The command's name and what follows.</param>
    public static async Task<Ended> RunAsync(string folder, string caller, IReadOnlyList<string> words)
    {
        var stopping = TestContext.Current.CancellationToken;
        using var note = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "client.json"), stopping));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(note.RootElement.GetProperty("socket").GetString() ?? ""), stopping);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { words, folder = caller, isTerminal = false }) + "\n"), stopping);
        using var reader = new StreamReader(stream);
        var (output, error) = (new StringBuilder(), new StringBuilder());
        while (await reader.ReadLineAsync(stopping) is { } line)
        {
            using var frame = JsonDocument.Parse(line);
            output.Append(TextOf(frame, "out"));
            error.Append(TextOf(frame, "error"));
            if (frame.RootElement.TryGetProperty("exit", out var exit) && exit.ValueKind == JsonValueKind.Number)
            {
                return new Ended(exit.GetInt32(), output.ToString(), error.ToString());
            }
        }

        return new Ended(-1, output.ToString(), $"{error}the client hung up");
    }

    private static string? TextOf(JsonDocument frame, string name) => frame.RootElement.TryGetProperty(name, out var text) ? text.GetString() : null;
}
