using System.Net;
using System.Net.Sockets;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;

namespace PeerShare.App.Hosting;

/// <summary>From what people write to what sockets take.</summary>
internal static class Addresses
{
    /// <exception cref="CommandFailure">Nobody knows the name.</exception>
    public static async Task<IPEndPoint> ResolveAsync(Address address, CancellationToken stopping)
    {
        if (IPAddress.TryParse(address.Host, out var ip))
        {
            return new IPEndPoint(ip, address.Port);
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(address.Host, stopping);
            return new IPEndPoint(found.OrderBy(candidate => candidate.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First(), address.Port);
        }
        catch (Exception failure) when (failure is SocketException or InvalidOperationException)
        {
            throw new CommandFailure($"there is no machine called {address.Host}; check the name or give its IP address", failure);
        }
    }

    public static async Task<IReadOnlyList<IPEndPoint>> ResolveAllAsync(IEnumerable<Address> addresses, CancellationToken stopping) =>
        await Task.WhenAll(addresses.Select(address => ResolveAsync(address, stopping)));

    /// <summary>Null for all addresses and any port.</summary>
    public static IPEndPoint? ToListen(ListenAddress listen) =>
        listen == ListenAddress.Any ? null : new IPEndPoint(listen.Ip ?? IPAddress.IPv6Any, listen.Port);
}
