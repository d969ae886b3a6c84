using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Announce;

/// <summary>Keeps requests that strangers think of out of one's own network: torrents name trackers, and trackers lead elsewhere.</summary>
internal static partial class OwnNetwork
{
    /// <summary>What is not the internet's (the IANA's registry of special IPv4 addresses).</summary>
    private static readonly IPNetwork[] Special =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/3"),
    ];

    /// <summary>The internet's IPv6 addresses, and those among them that only wrap an IPv4 address.</summary>
    private static readonly IPNetwork Internet = IPNetwork.Parse("2000::/3"), Teredo = IPNetwork.Parse("2001::/32"), SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>The networks that this machine has an address in, whoever gave it: it reaches itself and its neighbours past what keeps others out.</summary>
    public static IReadOnlyList<IPNetwork> Around() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(own => own.PrefixLength > 0)
            .Select(own => NetworkOf(own.Address, own.PrefixLength)),
    ];

    /// <summary>Whether an address is anybody's, and neither this machine's nor one of its network's.</summary>
    /// <param name="address">Of either family.</param>
    /// <param name="around">This machine's networks.</param>
    public static bool IsPublic(IPAddress address, IReadOnlyList<IPNetwork> around)
    {
        var plain = address.Plain();
        return !around.Any(network => network.Contains(plain))
            && (plain.AddressFamily == AddressFamily.InterNetwork
                ? !Special.Any(network => network.Contains(plain))
                : Internet.Contains(plain) && !Teredo.Contains(plain) && !SixToFour.Contains(plain));
    }

    /// <summary>Whether a request means a tracker and nothing else: its path is <c>/announce</c>, with a passkey before or behind it.</summary>
    public static bool IsAnnounce(Uri request) => AnnouncePath().IsMatch(request.AbsolutePath);

    private static IPNetwork NetworkOf(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    [GeneratedRegex(@"\A/([0-9A-Za-z]{16,64}/)?announce(\.php)?(/[0-9A-Za-z]{0,64})?\z")]
    private static partial Regex AnnouncePath();
}
