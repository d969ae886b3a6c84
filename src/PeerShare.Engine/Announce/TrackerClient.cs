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

    private readonly HttpClient http;

    /// <param name="from">Connections are made from this address; null leaves it to the system.</param>
    /// <param name="validation">Of the certificates of <c>https</c> trackers; null: by the authorities that this machine trusts.</param>
    public TrackerClient(IPAddress? from, RemoteCertificateValidationCallback? validation = null)
    {
        var handler = new SocketsHttpHandler
        {
            MaxAutomaticRedirections = MostRedirects,
            MaxConnectionsPerServer = MostConnections,
            UseProxy = false,
            ConnectTimeout = Patience,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            SslOptions = { RemoteCertificateValidationCallback = validation },
            ConnectCallback = (context, stopping) => ConnectAsync(context.DnsEndPoint, from, stopping),
        };
        http = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswer, Timeout = Patience };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("PeerShare/0.1");
    }

    /// <returns>The tracker's answer.</returns>
    /// <exception cref="TrackerFailure">It could not be reached, refused, or answered what cannot be read.</exception>
    public async Task<AnnounceResponse> AnnounceAsync(string tracker, AnnounceRequest request, CancellationToken stopping)
    {
        try
        {
            var answer = await http.GetByteArrayAsync(request.AppendTo(tracker), stopping);
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
        catch (HttpRequestException failure) when (failure.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest)
        {
            throw new TrackerFailure($"it sends us somewhere else without end, or to where we do not go ({(int)failure.StatusCode})");
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or UriFormatException)
        {
            // The message may quote what the tracker sent.
            var message = (failure.InnerException as AuthenticationException ?? failure).Message;
            throw new TrackerFailure(string.Concat(message.Where(character => !char.IsControl(character)).Take(AnnounceResponse.LongestText)));
        }
    }

    public void Dispose() => http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint tracker, IPAddress? from, CancellationToken stopping)
    {
        var socket = from is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (from is not null)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }

            await socket.ConnectAsync(tracker, stopping);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
