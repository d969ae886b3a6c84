using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>Sends bytes that no HTTP library would, a character a byte, and reads what comes back.</summary>
internal static class RawCaller
{
    /// <summary>Everything until the tracker has nothing more to say and closes; so ask it to, with <c>Connection: close</c>.</summary>
    /// <param name="tracker">Where it is.</param>
    /// <param name="request">What is sent.</param>
    /// <param name="hangsUp">Closes our half behind it, as one who goes away in the middle.</param>
    public static async Task<string> SayAsync(IPEndPoint tracker, string request, bool hangsUp = false)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tracker, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
            if (hangsUp)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            // It answers before it has read everything, and may close.
        }

        return await ReadAsync(stream);
    }

    /// <summary>The same for one who never comes to an end, and says something more again and again until the tracker closes.</summary>
    public static async Task<string> DripAsync(IPEndPoint tracker, string beginning, TimeSpan pause)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tracker, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(beginning), TestContext.Current.CancellationToken);
        var hearing = ReadAsync(stream);
        while (await Task.WhenAny(hearing, Task.Delay(pause, TimeProvider.System, TestContext.Current.CancellationToken)) != hearing)
        {
            try
            {
                await stream.WriteAsync("a"u8.ToArray(), TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // It has closed; what it said before is heard.
            }
        }

        return await hearing;
    }

    /// <summary>Posts something and waits until the tracker wants to read the body, which does not come.</summary>
    /// <returns>What keeps the tracker waiting until it is disposed.</returns>
    public static async Task<IDisposable> HoldUpAsync(IPEndPoint tracker, string route, string token = "none")
    {
        var headers = $"POST {route} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n";
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tracker, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.Latin1.GetBytes(headers), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(new NetworkStream(socket));
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 100 Continue");
        return socket;
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Reset, because it did not read all that was sent.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
