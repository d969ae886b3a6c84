using System.Net;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>How many links a node may have.</summary>
/// <param name="most">In all.</param>
/// <param name="mostPerAddress">With one address; everybody on this machine has one address, which is not counted.</param>
internal sealed class LinkBudget(int most, int mostPerAddress)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Network, int> networks = [];
    private int used;

    /// <returns>What leaves no room; nothing was taken then.</returns>
    public LinkLimit TryTake(IPAddress address)
    {
        lock (gate)
        {
            var limit = IsFull(address) ? LinkLimit.Address
                : used >= most ? LinkLimit.Node
                : LinkLimit.None;
            if (limit == LinkLimit.None)
            {
                Add(address, +1);
            }

            return limit;
        }
    }

    /// <summary>Takes one for which another is about to be returned.</summary>
    public void TakeAhead(IPAddress address)
    {
        lock (gate)
        {
            Add(address, +1);
        }
    }

    public void Return(IPAddress address)
    {
        lock (gate)
        {
            Add(address, -1);
        }
    }

    private bool IsFull(IPAddress address) =>
        !IPAddress.IsLoopback(address) && networks.GetValueOrDefault(Network.Of(address)) >= mostPerAddress;

    private void Add(IPAddress address, int links)
    {
        used += links;
        var network = Network.Of(address);
        networks[network] = networks.GetValueOrDefault(network) + links;
        if (networks[network] == 0)
        {
            networks.Remove(network);
        }
    }
}
