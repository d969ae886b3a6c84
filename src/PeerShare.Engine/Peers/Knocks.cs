using System.Net;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>How often one address may connect to us: whoever begins with TLS has us sign, which takes us longer than to ask takes them.</summary>
/// <param name="clock">The node's.</param>
internal sealed class Knocks(Clock clock)
{
    /// <summary>In a row, twice as many as it may have links; then so many a second.</summary>
    private const int InARow = 200;
    private const int ASecond = 10;

    /// <summary>Whoever has more networks than this is not slowed down, and has been held off for as many connections.</summary>
    private const int MostRemembered = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Network, Allowance> allowances = [];

    /// <returns>False when it is too often. This machine's own connections are not counted.</returns>
    public bool TryEnter(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        var network = Network.Of(address);
        lock (gate)
        {
            if (!allowances.TryGetValue(network, out var allowance))
            {
                if (allowances.Count == MostRemembered)
                {
                    allowances.Clear();
                }

                allowances.Add(network, allowance = new Allowance(InARow, ASecond));
            }

            return allowance.TrySpend(1, clock.Now);
        }
    }
}
