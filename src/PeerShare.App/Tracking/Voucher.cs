using System.Diagnostics.CodeAnalysis;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Tracking;

/// <summary>Who vouches for the trackers.</summary>
/// <param name="Root">The root of their cluster; null for the authorities that this machine trusts.</param>
internal sealed record Voucher(Fingerprint? Root)
{
    private const string Authorities = "authorities";

    public static Voucher Authority { get; } = new((Fingerprint?)null);

    public static bool TryParse(string text, [NotNullWhen(true)] out Voucher? voucher)
    {
        voucher = text == Authorities ? Authority : Fingerprint.TryParse(text, out var root) ? new Voucher(root) : null;
        return voucher is not null;
    }

    public override string ToString() => Root?.ToString() ?? Authorities;
}
