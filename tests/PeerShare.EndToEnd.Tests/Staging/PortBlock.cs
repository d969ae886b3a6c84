using System.Net.Sockets;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>Ports for a ring, whose members must know each other's before any is started. They lie below those that the system
/// gives to others; the last one of the block is held for as long as the test runs, so that no other test on this machine
/// takes the block.</summary>
internal sealed class PortBlock : IDisposable
{
    private const int Lowest = 20_000;
    private const int Blocks = 750;
    private const int Size = 16;

    private readonly TcpListener held;
    private readonly int first;

    private PortBlock(int first, TcpListener held)
    {
        this.first = first;
        this.held = held;
    }

    /// <param name="number">From 0 to 14.</param>
    public int this[int number] => number is >= 0 and < Size - 1 ? first + number : throw new ArgumentOutOfRangeException(nameof(number));

    public static PortBlock Take()
    {
        var random = new Random();
        while (true)
        {
            var first = Lowest + (random.Next(Blocks) * Size);
            if (TryListen(first + Size - 1) is not { } held)
            {
                continue;
            }

            if (Enumerable.Range(first, Size - 1).All(IsFree))
            {
                return new PortBlock(first, held);
            }

            held.Dispose();
        }
    }

    public void Dispose() => held.Dispose();

    private static bool IsFree(int port)
    {
        using var trial = TryListen(port);
        return trial is not null;
    }

    private static TcpListener? TryListen(int port)
    {
        var listener = TcpListener.Create(port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
