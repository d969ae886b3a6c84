using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.App.Commands;
using PeerShare.Engine;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Plumbing;

/// <summary>The files that <c>--cert</c> and <c>--key</c> name: what we show to the peers of a torrent with an <c>ssl-cert</c>.</summary>
/// <param name="Certificate">PEM; null when none was given.</param>
/// <param name="Key">PEM; null when it is in the certificate's file.</param>
internal sealed record ShownCertificate(string? Certificate, string? Key)
{
    /// <returns>Null when the torrent asks for none.</returns>
    /// <exception cref="CommandFailure">There is none, or it cannot be used.</exception>
    public GroupAccess? For(Torrent torrent)
    {
        if (torrent.SslCertificate is null)
        {
            return null;
        }

        if (Certificate is null)
        {
            throw new CommandFailure($"the peers of {torrent.Name} want to see a certificate; give --cert and --key");
        }

        try
        {
            return new GroupAccess(X509Certificate2.CreateFromPem(Read(Certificate), Read(Key ?? Certificate)));
        }
        catch (CryptographicException damaged)
        {
            throw new CommandFailure($"{Certificate} and {Key ?? Certificate} are not a certificate and its key in PEM form", damaged);
        }
    }

    private static string Read(string path) => File.ReadAllText(ReadableFile.Check(path).FullName);
}
