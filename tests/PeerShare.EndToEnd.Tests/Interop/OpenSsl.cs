using System.Net;
using System.Net.Sockets;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Interop;

/// <summary>Another's TLS, which can be told to do what nobody should.</summary>
internal static class OpenSsl
{
    public const string NothingAgreed = "New, (NONE), Cipher is (NONE)";

    /// <summary>TLS 1.0 with ciphers for export, without encryption and without certificates: no program of today says this any more.</summary>
    private static readonly byte[] ExportHello =
    [
        0x16, 0x03, 0x01, 0x00, 0x35, 0x01, 0x00, 0x00, 0x31, 0x03, 0x01, .. new byte[32], 0x00, 0x00, 0x0a,
        0x00, 0x03, 0x00, 0x06, 0x00, 0x14, 0x00, 0x19, 0x00, 0x02, 0x01, 0x00,
    ];

    /// <summary>SSL 2, whose first byte is no record's of TLS.</summary>
    private static readonly byte[] AncientHello = [0x80, 0x2e, 0x01, 0x00, 0x02, 0x00, 0x15, 0x00, 0x00, 0x00, 0x10, .. new byte[37]];

    /// <summary>Ways to ask for something older or weaker than there may be.</summary>
    public static IReadOnlyList<string> WeakWays { get; } =
    [
        "-tls1_1 -cipher ALL:@SECLEVEL=0",
        "-tls1 -cipher ALL:@SECLEVEL=0",
        "-tls1_2 -cipher aNULL:@SECLEVEL=0",
        "-tls1_2 -cipher eNULL:@SECLEVEL=0",
        "-tls1_2 -cipher AES128-SHA:AES256-GCM-SHA384:@SECLEVEL=0",
        "-tls1_2 -cipher DHE:@SECLEVEL=0",
        "-tls1_2 -cipher PSK:@SECLEVEL=0",
        "-tls1_3 -ciphersuites TLS_AES_128_CCM_8_SHA256",
    ];

    /// <summary>Connects, says what a command of the shell prints, and listens.</summary>
    public static async Task<Player> ConnectAsync(Stage stage, string address, string said, params IEnumerable<string> words)
    {
        string[] all = [Installed.Program("openssl"), "s_client", "-connect", address, .. words];
        var asked = stage.StartProgram("/bin/sh", "-c", $"{said} | {string.Join(' ', all)}");
        await asked.EndsAsync();
        asked.Out.ShouldContain(line => line.StartsWith("CONNECTED", StringComparison.Ordinal));
        return asked;
    }

    /// <summary>What is answered to each of the hellos that no program says any more.</summary>
    public static async Task<byte[][]> AskAsOnceAsync(string address) => [await AskAsync(address, ExportHello), await AskAsync(address, AncientHello)];

    private static async Task<byte[]> AskAsync(string address, byte[] hello)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(address), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(hello, TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Reset: refused as well.
        }

        return answer.ToArray();
    }
}
