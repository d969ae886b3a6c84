using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>What a member of an encrypted group needs to fetch without a client of ours: the torrent, and a certificate of the trackers for a key of
/// one's own. All as files.</summary>
/// <param name="Torrent">Path.</param>
/// <param name="Certificate">Path, PEM.</param>
/// <param name="Key">Path, PEM.</param>
internal sealed record Membership(string Torrent, string Certificate, string Key)
{
    /// <summary>The words that show it.</summary>
    public IReadOnlyList<string> Words => ["--cert", Certificate, "--key", Key];

    /// <summary>The user who is logged in at the pair is let in by an owner's client, and gets it all.</summary>
    public static async Task<Membership> BeginAsync(Pair pair, Stage stage, string owner, string group, string user, string file)
    {
        await pair.DoAsync(Routes.Join, JsonContent.Create(new GroupName(group), ContractJson.Default.GroupName), 0);
        await stage.TellAsync(owner, "accept_request", group, user);
        var listed = await pair.DoAsync(Routes.FileTorrent, JsonContent.Create(new FileName(group, file), ContractJson.Default.FileName), 0);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var issued = await pair.DoAsync(Routes.Certificate, JsonContent.Create(new CertificateWanted(group, request), ContractJson.Default.CertificateWanted), 0);
        var membership = new Membership(stage.In($"{user}.torrent"), stage.In($"{user}.pem"), stage.In($"{user}.key"));
        await File.WriteAllBytesAsync(membership.Torrent, JsonSerializer.Deserialize(listed, ContractJson.Default.FileTorrent)!.Torrent);
        await File.WriteAllTextAsync(membership.Certificate, JsonSerializer.Deserialize(issued, ContractJson.Default.MembershipCertificate)!.Pem);
        await File.WriteAllTextAsync(membership.Key, key.ExportPkcs8PrivateKeyPem());
        return membership;
    }
}
