using System.Net;
using System.Net.Sockets;

namespace PeerShare.Engine.Peers;

/// <summary>Connects to peers: from our own address when we listen on one, a few at a time, with patience of 5 s.</summary>
/// <param name="from">The address that connections are made from; any address leaves it to the system.</param>
/// <param name="most">Connections under way at a time.</param>
/// <param name="time">Measures patience.</param>
internal sealed class Dialler(IPAddress from, int most, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim places = new(most);
    private readonly bool anywhere = from.Equals(IPAddress.Any) || from.Equals(IPAddress.IPv6Any);

    /// <summary>The address that connections are made from; null leaves it to the system.</summary>
    public IPAddress? From => anywhere ? null : from;

    /// <exception cref="IOException">Nobody there; the message says why.</exception>
    public async Task<Connection> ConnectAsync(IPEndPoint address, CancellationToken stopping)
    {
        if (!anywhere && from.AddressFamily != address.AddressFamily)
        {
            throw new IOException($"{address} cannot be reached from {from}");
        }

        await places.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            return await ConnectNowAsync(address, stopping).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private async Task<Connection> ConnectNowAsync(IPEndPoint address, CancellationToken stopping)
    {
        using var deadline = new Deadline(Patience, time, stopping);
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (!anywhere)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }

            await socket.ConnectAsync(address, deadline.Token).ConfigureAwait(false);
            return Connection.Over(socket, address);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            socket?.Dispose();
            throw new IOException($"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (SocketException failed)
        {
            socket?.Dispose();
            throw new IOException(failed.Message, failed);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }
}
