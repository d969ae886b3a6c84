using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Tracking;

/// <summary>Decides whether who answers is one of the user's trackers. The list's fingerprints say so alone when it has any. Otherwise the
/// first use decides who vouches for all trackers from then on: the root of their cluster, or the authorities that this machine trusts.</summary>
/// <param name="listed">The list's fingerprints, of roots or of trackers' own certificates; may be none.</param>
/// <param name="pin">What the first use decided.</param>
/// <param name="time">Certificates have their time.</param>
internal sealed class TrackerTrust(IReadOnlyCollection<Fingerprint> listed, TrackerPin pin, TimeProvider time)
{
    private readonly Lock gate = new();
    private bool hasEnded;

    /// <summary>Looks at what a server shows, before a byte is asked of it.</summary>
    /// <exception cref="UntrustedTracker">It is none of the user's trackers.</exception>
    public bool Validate(object connection, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        var fault = FaultOf(shown, errors);
        return fault is null ? shown is not null : throw new UntrustedTracker(fault);
    }

    /// <summary>Nobody is used any more, and nothing written down: a connection that nobody waits for goes on with its handshake.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
        }
    }

    private string? FaultOf(X509Certificate? shown, SslPolicyErrors errors)
    {
        if (shown is null)
        {
            return "it shows no certificate";
        }

        using var certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        var own = Fingerprint.Of(certificate);
        var isOurs = TrackerCertificate.TryReadRoot(certificate, time.GetUtcNow(), out var borne, out var reason);
        var root = isOurs ? borne : null;
        return listed.Count > 0 ? FaultByList(own, root, reason)
            : root is not null ? FaultByPin(new Voucher(root))
            : errors == SslPolicyErrors.None ? FaultByPin(Voucher.Authority)
            : $"{reason}, and no authority that this machine trusts vouches for it; "
                + $"if whoever runs it says that it is right, write {own} behind its address in tracker_info.txt";
    }

    private string? FaultByList(Fingerprint own, Fingerprint? root, string? reason) =>
        listed.Contains(own) || (root is not null && listed.Contains(root))
            ? null
            : $"it shows {root ?? own}{(reason is null ? "" : $" ({reason})")}, but the list of trackers says {string.Join(" or ", listed)}; "
                + "if whoever runs it says that this is right, write the new one into the list";

    private string? FaultByPin(Voucher voucher)
    {
        lock (gate)
        {
            if (hasEnded)
            {
                return "this client has ended";
            }

            if (pin.Known is null)
            {
                pin.Keep(voucher);
            }

            return pin.Known == voucher
                ? null
                : $"{Words(voucher)} vouches for it, but at the first use of trackers {Words(pin.Known)} did; "
                    + $"if whoever runs it says that this is right, delete {pin.Path} and start again";
        }
    }

    private static string Words(Voucher? voucher) => voucher?.Root is { } root ? $"the root {root}" : "an authority that this machine trusts";
}
