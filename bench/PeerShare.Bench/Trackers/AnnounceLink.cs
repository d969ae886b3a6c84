using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PeerShare.Protocol.Values;

namespace PeerShare.Bench.Trackers;

/// <summary>One connection of the announcing generator: writes requests and reads answers as bytes, because it shall cost little beside
/// what it measures.</summary>
internal sealed class AnnounceLink : IAsyncDisposable
{
    /// <summary>Peers asked for, and expected.</summary>
    public const int Wanted = 50;

    private const int CompactPeer = 6;
    private const int FirstPort = 2000;

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[16_384];
    private readonly Population population;

    private AnnounceLink(Population population) => this.population = population;

    public static async Task<AnnounceLink> ConnectAsync(IPEndPoint tracker, Population population)
    {
        var link = new AnnounceLink(population);
        await link.socket.ConnectAsync(tracker);
        return link;
    }

    /// <param name="swarm">The first file of the group with this number.</param>
    /// <param name="peer">Which of its peers.</param>
    /// <param name="mayBeFew">The swarm is not full yet.</param>
    /// <exception cref="InvalidOperationException">The answer does not have the peers that it must have.</exception>
    public async Task AnnounceAsync(int swarm, int peer, bool mayBeFew)
    {
        var user = population.Member(swarm, peer / Announces.NodesOfMember);
        var peers = await AnnounceAsync(population.FirstFile(swarm), user, swarm * Announces.PeersOfSwarm + peer, FirstPort + peer);
        if (peers != Wanted && !(mayBeFew && peers < Wanted))
        {
            throw new InvalidOperationException($"{Wanted} peers were asked for, {peers} came");
        }
    }

    /// <param name="file">Whose swarm.</param>
    /// <param name="user">Whose passkey.</param>
    /// <param name="peer">Tells peer ids apart.</param>
    /// <param name="port">Where the peer says it listens.</param>
    /// <returns>How many peers came.</returns>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<int> AnnounceAsync(int file, int user, int peer, int port)
    {
        var request = Encoding.ASCII.GetBytes(RequestOf(file, user, peer, port), buffer);
        await socket.SendAsync(buffer.AsMemory(0, request));
        var answer = Encoding.Latin1.GetString(buffer, 0, await ReceiveAsync());
        return PeersOf(answer) is >= 0 and var peers ? peers : throw new InvalidOperationException($"refused: {answer}");
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string RequestOf(int file, int user, int peer, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $"GET /announce/{Population.Passkey(user)}?info_hash={Escape(Population.Content(file))}&peer_id=-BM0001-{peer:d12}&port={port}&uploaded=0&downloaded=0&left=1000&compact=1&numwant={Wanted} HTTP/1.1\r\nHost: tracker\r\n\r\n");

    private static string Escape(InfoHash content) => string.Concat(content.ToArray().Select(value => $"%{value:x2}"));

    /// <returns>The answer's length, when it is here whole.</returns>
    private async ValueTask<int> ReceiveAsync()
    {
        var count = 0;
        int length;
        do
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(count));
            count += received;
            length = received == 0 ? throw new InvalidOperationException("the tracker closed the connection") : LengthOf(buffer.AsSpan(0, count));
        }
        while (count < length);

        return count;
    }

    /// <returns>Headers and body together; more than there can be while the headers are not here.</returns>
    private static int LengthOf(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        var length = end < 0 ? -1 : answer.IndexOf("Content-Length: "u8);
        return length < 0 ? int.MaxValue : end + 4 + NumberAt(answer[(length + 16)..]);
    }

    private static int PeersOf(string answer)
    {
        const string Key = "5:peers";
        var key = answer.IndexOf(Key, StringComparison.Ordinal);
        return key < 0 || !answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)
            ? -1
            : NumberAt(Encoding.Latin1.GetBytes(answer[(key + Key.Length)..])) / CompactPeer;
    }

    private static int NumberAt(ReadOnlySpan<byte> digits) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out int number, out _) ? number : throw new InvalidOperationException("no number where one must be");
}
