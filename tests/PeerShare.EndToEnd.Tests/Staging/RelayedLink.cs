using System.Net;
using System.Net.Sockets;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>One connection over a <see cref="Relay"/>.</summary>
/// <param name="caller">Who has dialled.</param>
internal sealed class RelayedLink(Socket caller)
{
    private long heard;
    private volatile bool wasReset;
    private volatile bool hasEnded;

    /// <summary>Bytes that came from the target so far.</summary>
    public long Heard => Interlocked.Read(ref heard);

    /// <summary>Nothing comes any more.</summary>
    public bool HasEnded => hasEnded;

    /// <summary>The target was the one who ended it, by a reset.</summary>
    public bool WasReset => wasReset;

    /// <summary>Carries until either side ends it, and then ends the other.</summary>
    public async Task RunAsync(IPEndPoint address, CancellationToken stopping)
    {
        using var target = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await target.ConnectAsync(address, ended.Token);
            var there = CarryAsync(caller, target, null, ended.Token);
            var back = CarryAsync(target, caller, count => Interlocked.Add(ref heard, count), ended.Token);
            await Task.WhenAny(there, back);
            await ended.CancelAsync();
            wasReset = (await Task.WhenAll(there, back)).Contains((target, SocketError.ConnectionReset));
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // Nobody is there.
        }
        finally
        {
            caller.Dispose();
            hasEnded = true;
        }
    }

    /// <returns>Where it ended, and how. The system tells of a reset once: to whoever listens there, or to whoever sends.</returns>
    private static async Task<(Socket Where, SocketError How)> CarryAsync(Socket from, Socket to, Action<int>? count, CancellationToken ended)
    {
        var bytes = new byte[65_536];
        while (true)
        {
            int length;
            try
            {
                length = await from.ReceiveAsync(bytes, ended);
                count?.Invoke(length);
            }
            catch (SocketException broken)
            {
                return (from, broken.SocketErrorCode);
            }
            catch (OperationCanceledException)
            {
                return (from, SocketError.OperationAborted);
            }

            try
            {
                await to.SendAsync(bytes.AsMemory(0, length), ended);
            }
            catch (SocketException broken)
            {
                return (to, broken.SocketErrorCode);
            }
            catch (OperationCanceledException)
            {
                return (to, SocketError.OperationAborted);
            }

            if (length == 0)
            {
                return (from, SocketError.Success);
            }
        }
    }
}
