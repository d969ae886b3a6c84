using System.Net;

namespace PeerShare.Engine.Peers;

/// <summary>Counts connections that have not said who they are, so that strangers who say nothing cannot use up a node.</summary>
internal sealed class HalfOpen(int most, int mostPerAddress)
{
    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> addresses = [];
    private int count;

    public bool TryEnter(IPAddress address)
    {
        lock (gate)
        {
            var same = addresses.GetValueOrDefault(address);

            // Everybody on this machine has one address.
            if (count >= most || (same >= mostPerAddress && !IPAddress.IsLoopback(address)))
            {
                return false;
            }

            addresses[address] = same + 1;
            count++;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        lock (gate)
        {
            count--;
            if (--addresses[address] == 0)
            {
                addresses.Remove(address);
            }
        }
    }
}
