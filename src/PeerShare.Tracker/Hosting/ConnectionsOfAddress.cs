using Microsoft.AspNetCore.Connections;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Hosting;

/// <summary>How many connections one address may have, so that nobody fills the server alone. This machine's own are not counted.</summary>
/// <param name="most">Of an address; of IPv6, of its first half.</param>
internal sealed class ConnectionsOfAddress(int most)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Network, int> open = [];

    /// <summary>Ends one that is too many, and hands on the others.</summary>
    public async Task AnswerAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (Callers.NetworkOf(connection) is not { } network)
        {
            await next(connection);
            return;
        }

        if (!TryAdd(network))
        {
            connection.Abort(new ConnectionAbortedException("there are too many connections of this address"));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Remove(network);
        }
    }

    private bool TryAdd(Network network)
    {
        lock (gate)
        {
            var count = open.GetValueOrDefault(network);
            if (count < most)
            {
                open[network] = count + 1;
            }

            return count < most;
        }
    }

    private void Remove(Network network)
    {
        lock (gate)
        {
            if (--open[network] == 0)
            {
                open.Remove(network);
            }
        }
    }
}
