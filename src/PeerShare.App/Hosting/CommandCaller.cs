using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PeerShare.App.Commands;

namespace PeerShare.App.Hosting;

/// <summary>Has a running client do a command, and shows its answer as if it came from here.</summary>
internal static class CommandCaller
{
    /// <param name="client">Which.</param>
    /// <param name="request">What.</param>
    /// <param name="context">Shows the answer; JSON was asked for in the request, so both streams are passed on as they are.</param>
    /// <param name="stopping">Ends the command there.</param>
    /// <exception cref="CommandFailure">The client ended meanwhile.</exception>
    public static async Task<int> RunAsync(RunningClient client, CallRequest request, CommandContext context, CancellationToken stopping)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(client.Socket), stopping);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{JsonSerializer.Serialize(request, HostingJson.Default.CallRequest)}\n"), stopping);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(stopping) is { } line)
            {
                if (Show(HostingNotes.Json.Read<CallFrame>(Encoding.UTF8.GetBytes(line)), context) is { } code)
                {
                    return code;
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or IOException or JsonException)
        {
            throw Ended(client, gone);
        }

        throw Ended(client, null);
    }

    private static int? Show(CallFrame frame, CommandContext context)
    {
        context.Out.Write(frame.Out);
        context.Error.Write(frame.Error);
        if (frame.Draw is { } line)
        {
            context.Draw(line.Length > 0 ? line : null);
        }

        return frame.Exit;
    }

    private static CommandFailure Ended(RunningClient client, Exception? cause) =>
        new($"the client in {client.Folder} ended before it answered; start it again", cause);
}
