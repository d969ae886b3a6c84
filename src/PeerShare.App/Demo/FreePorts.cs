using System.Net;
using System.Net.Sockets;

namespace PeerShare.App.Demo;

/// <summary>Ports of this machine that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>Listens on all of them at once, to be sure, and lets go.</summary>
    /// <param name="ports">Those that are wanted; 0 for any.</param>
    /// <returns>The ports, or null when one is taken.</returns>
    public static int[]? Find(IReadOnlyList<int> ports)
    {
        List<TcpListener> held = [];
        try
        {
            foreach (var port in ports)
            {
                var listener = new TcpListener(IPAddress.Any, port);
                listener.Start();
                held.Add(listener);
            }

            return [.. held.Select(listener => listener.LocalEndpoint).OfType<IPEndPoint>().Select(end => end.Port)];
        }
        catch (SocketException)
        {
            return null;
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }
}
