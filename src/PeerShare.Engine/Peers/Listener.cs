using System.Net;
using System.Net.Sockets;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>Takes connections in.</summary>
internal sealed class Listener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(100);

    private readonly Socket socket;
    private readonly TimeProvider time;

    private Listener(Socket socket, TimeProvider time)
    {
        this.socket = socket;
        this.time = time;
        Endpoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where we listen, with the port that was chosen.</summary>
    public IPEndPoint Endpoint { get; }

    /// <param name="where">Null: all addresses, IPv6 and IPv4, and any port. Port 0: any port.</param>
    /// <param name="time">For pauses when the system has no more sockets.</param>
    /// <exception cref="IOException">Not possible there; the message says why.</exception>
    public static Listener Open(IPEndPoint? where, TimeProvider time)
    {
        where ??= new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (where.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(where);
            socket.Listen(Backlog);
            return new Listener(socket, time);
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            throw new IOException(Explain(where, failed), failed);
        }
    }

    /// <summary>Accepts until stopped; what goes wrong with one connection, or with all for a while, does not end it.</summary>
    /// <param name="accepted">Owns the connection from then on; returns at once.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Action<Connection> accepted, CancellationToken stopping)
    {
        while (true)
        {
            Socket? taken = null;
            try
            {
                taken = await socket.AcceptAsync(stopping).ConfigureAwait(false);
                accepted(Connection.Over(taken, Plain((IPEndPoint)taken.RemoteEndPoint!)));
            }
            catch (Exception failed) when (failed is SocketException or IOException)
            {
                if (taken is null)
                {
                    // No sockets left (EMFILE), most likely: there will be again.
                    await Task.Delay(Breather, time, stopping).ConfigureAwait(false);
                }

                taken?.Dispose();
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private static string Explain(IPEndPoint where, SocketException failed) => failed.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"port {where.Port} is in use; choose another or end the program that has it",
        SocketError.AddressNotAvailable => $"{where.Address} is not an address of this machine",
        SocketError.AccessDenied => $"port {where.Port} may not be used by this user; choose one above 1023",
        _ => $"cannot listen on {where}: {failed.Message}",
    };

    /// <summary>A socket for IPv6 and IPv4 shows IPv4 addresses in IPv6's form.</summary>
    private static IPEndPoint Plain(IPEndPoint address) =>
        new(address.Address.Plain(), address.Port);
}
