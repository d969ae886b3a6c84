using Microsoft.AspNetCore.Connections;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;

namespace PeerShare.Tracker.Hosting;

/// <summary>How fast one address may begin to speak TLS: a handshake takes more of the processor than anything else that a stranger gets, and
/// whoever ends each connection at once is not held by their number. This machine's own are not counted.</summary>
/// <param name="mostInARow">Of an address; of IPv6, of its first half. Then so many more as <paramref name="mostASecond"/> says.</param>
/// <param name="mostASecond">Of the same.</param>
/// <param name="time">The clock.</param>
internal sealed class HandshakesOfAddress(int mostInARow, int mostASecond, TimeProvider time)
{
    private const int MostKept = 20_000;

    private readonly AttemptLimit<Network> addresses = new(mostInARow, TimeSpan.FromSeconds(1) / mostASecond, MostKept, time);

    /// <summary>Ends one that comes too fast, and hands on the others.</summary>
    public Task AnswerAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (Callers.NetworkOf(connection) is { } network && addresses.TryTake(network) > TimeSpan.Zero)
        {
            connection.Abort(new ConnectionAbortedException("this address begins to speak TLS too often"));
            return Task.CompletedTask;
        }

        return next(connection);
    }
}
