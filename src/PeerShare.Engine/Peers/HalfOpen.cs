using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>Connections that have not said who they are. When there are too many the oldest ends: whoever means it greets at once,
/// so strangers who say nothing neither use up a node nor keep others out.</summary>
/// <param name="most">Connections in all.</param>
/// <param name="mostPerAddress">The same from one address; everybody on this machine has one address, which is not counted.</param>
internal sealed class HalfOpen(int most, int mostPerAddress)
{
    private readonly Lock gate = new();
    private readonly List<Connection> waiting = new(most);

    public void Enter(Connection connection)
    {
        Connection? oldest;
        lock (gate)
        {
            oldest = TooMany(connection.Remote.Address);
            if (oldest is not null)
            {
                waiting.Remove(oldest);
            }

            waiting.Add(connection);
        }

        oldest?.Dispose();
    }

    public void Leave(Connection connection)
    {
        lock (gate)
        {
            waiting.Remove(connection);
        }
    }

    private Connection? TooMany(IPAddress newcomer)
    {
        var network = Network.Of(newcomer);
        var same = IPAddress.IsLoopback(newcomer) ? [] : waiting.FindAll(connection => Network.Of(connection.Remote.Address) == network);
        return same.Count >= mostPerAddress ? same[0]
            : waiting.Count >= most ? waiting[0]
            : null;
    }
}
