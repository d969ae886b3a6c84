using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerShare.Protocol.Values;

/// <summary>By what people compare certificates: the SHA-256 of one, <c>sha256:</c> and 64 hexadecimal digits.</summary>
public sealed record Fingerprint
{
    /// <summary>What the text begins with, whatever its case.</summary>
    public const string Prefix = "sha256:";

    private readonly string digits;

    private Fingerprint(string digits) => this.digits = digits;

    public static Fingerprint Of(X509Certificate2 certificate) => new(Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256)));

    /// <summary>Reads digits of either case, also with colons between the bytes, as openssl prints them.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Fingerprint? fingerprint)
    {
        var digits = text?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true
            ? text[Prefix.Length..].Replace(":", "", StringComparison.Ordinal)
            : "";
        var isOne = digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit);
        fingerprint = isOne ? new Fingerprint(digits.ToLowerInvariant()) : null;
        return isOne;
    }

    public override string ToString() => Prefix + digits;
}
