using System.Buffers;
using System.Net.Sockets;
using System.Text;
using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;

namespace PeerShare.App.Hosting;

/// <summary>Takes commands from this user's other processes, over a socket that only this user can open.</summary>
internal sealed class CommandSocket : IAsyncDisposable
{
    private const int LongestRequest = 1 << 20;
    private const int ReadAtOnce = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly CallFrame NotUnderstood =
        new(Error: "error: this is no command of a peershare of the same version, or it came too slowly\n", Exit: ExitCode.WrongUsage);

    private readonly Socket socket;
    private readonly string path;
    private readonly CommandDoor door;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly HashSet<Task> calls = [];
    private readonly Task accepting;

    private CommandSocket(Socket socket, string path, CommandDoor door, TimeProvider time)
    {
        this.socket = socket;
        this.path = path;
        this.door = door;
        this.time = time;
        accepting = AcceptAsync();
    }

    /// <param name="path">What a killed client left there is replaced.</param>
    /// <param name="door">Where the commands enter.</param>
    /// <param name="time">Ends a request that does not come to its end.</param>
    public static CommandSocket Open(string path, CommandDoor door, TimeProvider time)
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
            return new CommandSocket(socket, path, door, time);
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
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        var frames = new FrameWriter(writer);
        try
        {
            frames.Write(await ReadInTimeAsync(stream) is { } request ? await DoAsync(request, frames, stream) : NotUnderstood);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // Whoever called has gone, or we go.
        }
    }

    private async Task<CallFrame> DoAsync(CallRequest request, FrameWriter frames, NetworkStream stream)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var watching = EndWithCallerAsync(stream, over);
        var code = await door.RunAsync(request.Words, ContextOf(request, frames), request.Folder, over.Token);
        await over.CancelAsync();
        await watching;
        return new CallFrame(Exit: code);
    }

    /// <returns>Null when there is no request, or no end of one.</returns>
    private async Task<CallRequest?> ReadInTimeAsync(NetworkStream stream)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping.Token);
        try
        {
            return await ReadAsync(stream, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<CallRequest?> ReadAsync(NetworkStream stream, CancellationToken stopping)
    {
        var line = new ArrayBufferWriter<byte>(ReadAtOnce);
        while (line.WrittenCount < LongestRequest)
        {
            var read = await stream.ReadAsync(line.GetMemory(ReadAtOnce), stopping);
            line.Advance(read);
            if (read == 0 || line.WrittenSpan[^read..].Contains((byte)'\n'))
            {
                return CallRequest.Read(line.WrittenSpan);
            }
        }

        return null;
    }

    /// <summary>A caller says nothing after its request, so whatever comes is its end.</summary>
    private static async Task EndWithCallerAsync(NetworkStream stream, CancellationTokenSource over)
    {
        try
        {
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, over.Token);
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
