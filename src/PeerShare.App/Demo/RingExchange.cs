using System.Globalization;
using System.Text.Json;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Demo;

/// <summary>Who has got which chunks from whom, as the nodes' events tell it. Safe to use from several threads.</summary>
internal sealed class RingExchange
{
    private readonly Lock turn = new();
    private readonly Dictionary<int, Dictionary<int, int>> chunksFrom;
    private readonly Dictionary<int, Bitfield> held;
    private readonly Dictionary<int, TimeSpan> completedAfter = [];

    /// <param name="owner">The owner's port.</param>
    /// <param name="peers">The peers' ports, in ring order.</param>
    /// <param name="layout">The file's chunks.</param>
    public RingExchange(int owner, IReadOnlyList<int> peers, PieceLayout layout)
    {
        Owner = owner;
        Peers = peers;
        Layout = layout;
        chunksFrom = peers.ToDictionary(peer => peer, _ => new Dictionary<int, int>());
        held = peers.ToDictionary(peer => peer, _ => new Bitfield(layout.PieceCount));
    }

    public int Owner { get; }

    public IReadOnlyList<int> Peers { get; }

    public PieceLayout Layout { get; }

    /// <summary>Bytes of chunks that the owner sent.</summary>
    public long OwnerSent { get; private set; }

    /// <summary>The owner's upload in multiples of the file.</summary>
    public double OwnerCopies => (double)OwnerSent / Layout.TotalLength;

    public void OwnerSaid(JsonElement said)
    {
        if (said.GetProperty("event").ValueEquals("sent"))
        {
            lock (turn)
            {
                OwnerSent += said.GetProperty("bytes").GetInt64();
            }
        }
    }

    public void PeerSaid(int peer, JsonElement said, TimeSpan elapsed)
    {
        lock (turn)
        {
            var name = said.GetProperty("event");
            if (name.ValueEquals("received"))
            {
                Received(peer, said.GetProperty("chunk").GetInt32(), PortOf(said.GetProperty("peer").GetString()));
            }
            else if (name.ValueEquals("complete"))
            {
                completedAfter[peer] = elapsed;
            }
        }
    }

    public int ChunksFrom(int peer, int sender)
    {
        lock (turn)
        {
            return chunksFrom[peer].GetValueOrDefault(sender);
        }
    }

    public int Held(int peer)
    {
        lock (turn)
        {
            return held[peer].Count;
        }
    }

    /// <summary>When the peer was complete, or null.</summary>
    public TimeSpan? CompletedAfter(int peer)
    {
        lock (turn)
        {
            return completedAfter.TryGetValue(peer, out var elapsed) ? elapsed : null;
        }
    }

    /// <summary>The peer's chunks as a row of cells, each the part of its chunks that are there.</summary>
    /// <param name="peer">The peer's port.</param>
    /// <param name="cells">At most as many as there are chunks.</param>
    public double[] Map(int peer, int cells)
    {
        lock (turn)
        {
            var map = new double[cells];
            for (var cell = 0; cell < cells; cell++)
            {
                var from = (int)((long)cell * Layout.PieceCount / cells);
                var to = (int)((long)(cell + 1) * Layout.PieceCount / cells);
                var there = Enumerable.Range(from, to - from).Count(chunk => held[peer][chunk]);
                map[cell] = (double)there / (to - from);
            }

            return map;
        }
    }

    private void Received(int peer, int chunk, int sender)
    {
        if (held[peer].Set(chunk))
        {
            chunksFrom[peer][sender] = chunksFrom[peer].GetValueOrDefault(sender) + 1;
        }
    }

    /// <summary>A peer fetches over links that it dialled, so the sender's port is where the sender listens.</summary>
    private static int PortOf(string? address)
    {
        var colon = address?.LastIndexOf(':') ?? -1;
        return colon >= 0 && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;
    }
}
