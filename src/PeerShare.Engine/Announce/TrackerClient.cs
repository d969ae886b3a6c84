using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using PeerShare.Protocol.Announce;

namespace PeerShare.Engine.Announce;

/// <summary>Asks HTTP trackers for peers (BEP 3, 7, 23), for all transfers of a node over a few connections that stay open. What they
/// answer is bounded in size and time.</summary>
internal sealed class TrackerClient : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private const int MostRedirects = 5;

    /// <summary>To one tracker: a thousand transfers that begin or end together take turns.</summary>
    private const int MostConnections = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Of requests that mean a tracker and nothing else, to any address.</summary>
    private readonly HttpClient toAnyAddress;

    /// <summary>Of all others. A connection of the former is never used for them: its address was not looked at.</summary>
    private readonly HttpClient toPublicAddresses;

    /// <param name="from">Connections are made from this address; null leaves it to the system.</param>
    /// <param name="validation">Of the certificates of <c>https</c> trackers; null: by the authorities that this machine trusts.</param>
    public TrackerClient(IPAddress? from, RemoteCertificateValidationCallback? validation = null)
    {
        toAnyAddress = Over(new TrackerConnector(from, onlyPublic: false), validation);
        toPublicAddresses = Over(new TrackerConnector(from, onlyPublic: true), validation);
    }

    /// <returns>The tracker's answer.</returns>
    /// <exception cref="TrackerFailure">It could not be reached, refused, or answered what cannot be read.</exception>
    public async Task<AnnounceResponse> AnnounceAsync(string tracker, AnnounceRequest request, CancellationToken stopping)
    {
        try
        {
            var answer = await GetAsync(request.AppendTo(tracker), stopping);
            return !AnnounceResponse.TryParse(answer, out var response, out var problem) ? throw new TrackerFailure($"its answer cannot be read: {problem}")
                : response.FailureReason is { } reason ? throw new TrackerFailure($"it refused: {reason}", response.Interval)
                : response;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new TrackerFailure($"it did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new TrackerFailure($"its answer is longer than {LongestAnswer >> 20} MiB, or has too many headers");
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or UriFormatException)
        {
            // The message may quote what the tracker sent.
            var message = (failure.InnerException as AuthenticationException ?? failure).Message;
            throw new TrackerFailure(string.Concat(message.Where(character => !char.IsControl(character)).Take(AnnounceResponse.LongestText)));
        }
    }

    public void Dispose()
    {
        toAnyAddress.Dispose();
        toPublicAddresses.Dispose();
    }

    private static HttpClient Over(TrackerConnector connector, RemoteCertificateValidationCallback? validation)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = MostConnections,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = Patience,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            SslOptions = { RemoteCertificateValidationCallback = validation },
            ConnectCallback = connector.ConnectAsync,
        };
        var http = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswer, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("PeerShare/0.1");
        return http;
    }

    /// <summary>Goes where it is sent, but never from one host into its own network.</summary>
    private async Task<byte[]> GetAsync(Uri tracker, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Patience);
        var place = tracker;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var http = OwnNetwork.IsAnnounce(place) && place.Host == tracker.Host ? toAnyAddress : toPublicAddresses;
            using var answer = await http.GetAsync(place, patience.Token);
            if (answer.StatusCode is < HttpStatusCode.MultipleChoices or >= HttpStatusCode.BadRequest)
            {
                return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(patience.Token);
            }

            place = Next(place, answer.Headers.Location) ?? throw new TrackerFailure($"it sends us to where we do not go ({(int)answer.StatusCode})");
        }

        throw new TrackerFailure("it sends us somewhere else without end");
    }

    /// <summary>Null for what is no web address, and from TLS to none.</summary>
    private static Uri? Next(Uri place, Uri? location) =>
        location is not null && Uri.TryCreate(place, location, out var next) && (next.Scheme == Uri.UriSchemeHttps || next.Scheme == place.Scheme) ? next : null;
}
