using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Speaks to mirrors: HTTP over TLS, each side with a certificate of the cluster. What goes wrong is a
/// <see cref="MirrorTrouble"/>.</summary>
internal sealed class MirrorLink : IMirrorLink, IDisposable
{
    private const int LongestBlob = 32 << 20;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly TimeProvider time;
    private readonly X509Certificate2 certificate;
    private readonly HttpClient http;

    public MirrorLink(ClusterKey key, TimeProvider time)
    {
        this.time = time;
        certificate = key.Issue(time.GetUtcNow());
        var tls = new SslClientAuthenticationOptions
        {
            ClientCertificates = [certificate],
            RemoteCertificateValidationCallback = (_, shown, _, _) => key.HasSigned(shown),
        };
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = ConnectPatience, SslOptions = tls })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async IAsyncEnumerable<PullPage> PullAsync(HostPort mirror, PullRequest question, [EnumeratorCancellation] CancellationToken stopping)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(question, ContractJson.Default.PullRequest);
        var wait = TimeSpan.FromMilliseconds(question.WaitMillis) + Patience;
        await foreach (var line in LinesAsync(mirror, HttpMethod.Post, Routes.MirrorPull, body, wait, stopping))
        {
            yield return StrictJson.Contracts.Read<PullPage>(line);
        }
    }

    public async IAsyncEnumerable<OnlinePeer[]> PeersAsync(HostPort mirror, TimeSpan silence, [EnumeratorCancellation] CancellationToken stopping)
    {
        await foreach (var line in LinesAsync(mirror, HttpMethod.Get, Routes.MirrorPeers, null, silence, stopping))
        {
            yield return StrictJson.Contracts.Read<OnlinePeer[]>(line);
        }
    }

    public Task<byte[]?> BlobAsync(HostPort mirror, BlobHash hash, CancellationToken stopping) =>
        GuardAsync(mirror, Patience, over => ReadBlobAsync(mirror, hash, over), stopping);

    public void Dispose()
    {
        http.Dispose();
        certificate.Dispose();
    }

    private static HttpRequestMessage RequestTo(HostPort mirror, HttpMethod method, string route, byte[]? body) =>
        new(method, $"https://{mirror}{route}")
        {
            Content = body is null ? null : new ByteArrayContent(body),

            // Also the name that TLS asks for.
            Headers = { Host = TlsDoor.MirrorName },
        };

    private async Task<byte[]?> ReadBlobAsync(HostPort mirror, BlobHash hash, CancellationToken over)
    {
        using var request = RequestTo(mirror, HttpMethod.Get, Routes.MirrorBlob.Replace("{hash}", hash.ToString(), StringComparison.Ordinal), null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength is null or > LongestBlob)
        {
            return null;
        }

        var blob = await response.Content.ReadAsByteArrayAsync(over);
        return BlobHash.Of(blob) == hash ? blob : null;
    }

    private async IAsyncEnumerable<byte[]> LinesAsync(
        HostPort mirror, HttpMethod method, string route, byte[]? body, TimeSpan patience, [EnumeratorCancellation] CancellationToken stopping)
    {
        using var request = RequestTo(mirror, method, route, body);
        using var response = await GuardAsync(mirror, patience, over => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over), stopping);
        if (!response.IsSuccessStatusCode)
        {
            throw new MirrorTrouble($"{mirror} refuses to mirror (status {(int)response.StatusCode}); its own output says why");
        }

        await using var lines = new BoundedLines(await response.Content.ReadAsStreamAsync(stopping));
        while (await GuardAsync(mirror, patience, lines.ReadAsync, stopping) is { } line)
        {
            yield return line;
        }
    }

    private async Task<T> GuardAsync<T>(HostPort mirror, TimeSpan patience, Func<CancellationToken, Task<T>> act, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new MirrorTrouble($"{mirror} does not answer; writes go on without it until it is back");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            throw new MirrorTrouble(Explain(mirror, failure), failure);
        }
    }

    private static string Explain(HostPort mirror, Exception failure) => failure.GetBaseException() switch
    {
        AuthenticationException => $"{mirror} does not have this cluster's key; copy the key file beside the list from one tracker to the other",
        SocketException unreachable => $"{mirror} cannot be reached ({unreachable.Message}); writes go on without it until it is back",
        _ => $"the connection to {mirror} broke; writes go on without it until it is back",
    };
}
