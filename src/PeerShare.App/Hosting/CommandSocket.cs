using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;

namespace PeerShare.App.Hosting;

/// <summary>Takes commands from this user's other processes, over a socket that only this user can open.</summary>
internal sealed class CommandSocket : IAsyncDisposable
{
    private const int LongestRequest = 1 << 20;

    private readonly Socket socket;
    private readonly string path;
    private readonly CommandDoor door;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly HashSet<Task> calls = [];
    private readonly Task accepting;

    private CommandSocket(Socket socket, string path, CommandDoor door)
    {
        this.socket = socket;
        this.path = path;
        this.door = door;
        accepting = AcceptAsync();
    }

    /// <param name="path">What a killed client left there is replaced.</param>
    /// <param name="door">Where the commands enter.</param>
    public static CommandSocket Open(string path, CommandDoor door)
    {
        File.Delete(path);
        PrivateFile.Folder(Path.GetDirectoryName(path)!);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen();
            return new CommandSocket(socket, path, door);
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            throw new IOException($"commands cannot be taken at {path}: {failed.Message}", failed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        socket.Dispose();
        Task[] left;
        lock (gate)
        {
            left = [.. calls];
        }

        await Task.WhenAll(left);
        stopping.Dispose();
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await socket.AcceptAsync(stopping.Token);
                lock (gate)
                {
                    calls.RemoveWhere(call => call.IsCompleted);
                    calls.Add(ServeAsync(caller));
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The client ends, or the system has no more sockets; then the prompt is still there.
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        await using var stream = new NetworkStream(caller, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        try
        {
            if (await ReadAsync(reader, over.Token) is { } request)
            {
                var frames = new FrameWriter(writer);
                var watching = EndWithCallerAsync(reader, over);
                var code = await door.RunAsync(request.Words, ContextOf(request, frames), request.Folder, over.Token);
                frames.Write(new CallFrame(Exit: code));
                await over.CancelAsync();
                await watching;
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or JsonException)
        {
            // Whoever called has gone, or never was one of ours.
        }
    }

    private static async Task<CallRequest?> ReadAsync(StreamReader reader, CancellationToken stopping)
    {
        var line = new StringBuilder();
        var buffer = new char[4096];
        while (line.Length < LongestRequest)
        {
            var read = await reader.ReadAsync(buffer, stopping);
            line.Append(buffer, 0, read);
            if (read == 0 || buffer.AsSpan(0, read).Contains('\n'))
            {
                var request = line.Length == 0 ? null : JsonSerializer.Deserialize(line.ToString(), HostingJson.Default.CallRequest);
                return request is { Words.Count: > 0 } ? request : null;
            }
        }

        return null;
    }

    /// <summary>A caller says nothing after its request, so whatever comes is its end.</summary>
    private static async Task EndWithCallerAsync(StreamReader reader, CancellationTokenSource over)
    {
        try
        {
            await reader.ReadAsync(new char[1], over.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Gone as well, or the command has ended.
        }

        await over.CancelAsync();
    }

    private static CommandContext ContextOf(CallRequest request, FrameWriter frames) => new()
    {
        Out = new FrameText(text => frames.Write(new CallFrame(Out: text))),
        Error = new FrameText(text => frames.Write(new CallFrame(Error: text))),
        IsTerminal = request.IsTerminal,
        Draw = request.IsTerminal ? line => frames.Write(new CallFrame(Draw: line ?? "")) : _ => { },
    };
}
