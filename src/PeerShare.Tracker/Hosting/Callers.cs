using System.Net;
using Microsoft.AspNetCore.Connections;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Hosting;

/// <summary>Whose connection it is, to limits by address.</summary>
internal static class Callers
{
    /// <summary>Null for this machine's own, which are not counted, because everybody on it, and behind a reverse proxy on it, has one address.</summary>
    public static Network? NetworkOf(ConnectionContext connection) =>
        connection.RemoteEndPoint is IPEndPoint remote && !IPAddress.IsLoopback(remote.Address.Plain()) ? Network.Of(remote.Address) : null;
}
