using System.Net;
using System.Net.Sockets;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Demo;

/// <summary>Demonstrations like the same ports, 5000 to 5005, and look whether they are free before their nodes take them: on one
/// machine one test at a time shows one. Whoever listens on this port has the turn.</summary>
internal sealed class ClassicPorts : IAsyncDisposable
{
    private const int Turn = 19_999;

    private readonly TcpListener held = new(IPAddress.Loopback, Turn);

    public static async Task<ClassicPorts> WaitForTurnAsync()
    {
        var ports = new ClassicPorts();
        await Stage.UntilAsync("the turn to show a demonstration", ports.TryHold);
        return ports;
    }

    public ValueTask DisposeAsync()
    {
        held.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryHold()
    {
        try
        {
            held.Start();
            return true;
        }
        catch (SocketException)
        {
            held.Stop();
            return false;
        }
    }
}
