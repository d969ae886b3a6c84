using System.Security.Cryptography;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Storage;

/// <summary>Content that is the same at every run, and its hashes.</summary>
internal sealed class Sample
{
    private readonly byte[][] hashes;

    public Sample(long length = 1_000_000, int pieceLength = 65_536, int seed = 1)
    {
        Layout = PieceLayout.Create(length, pieceLength);
        Bytes = new byte[length];
        new Random(seed).NextBytes(Bytes);
        InfoHash = InfoHash.Of(Bytes.AsSpan(0, (int)Math.Min(length, 64)));
        hashes = [.. Layout.Pieces().Select(piece => SHA1.HashData(Of(piece).Span))];
    }

    public byte[] Bytes { get; }

    public PieceLayout Layout { get; }

    public InfoHash InfoHash { get; }

    public int Count => Layout.PieceCount;

    public PieceIndex this[int number] => Layout.Index(number);

    public ReadOnlyMemory<byte> Of(PieceIndex piece) => Bytes.AsMemory((int)Layout.OffsetOf(piece), Layout.LengthOf(piece));

    public bool Check(PieceIndex piece, ReadOnlySpan<byte> data) => SHA1.HashData(data).AsSpan().SequenceEqual(hashes[piece]);

    public StoredContent AsFile(string name) => new(InfoHash, Layout, [new StoredFile(name, Layout.TotalLength, 0)]);

    /// <summary>Cut into files of these lengths, the rest in a last one.</summary>
    public StoredContent AsFiles(params long[] lengths)
    {
        var files = new List<StoredFile>();
        foreach (var length in lengths)
        {
            files.Add(new StoredFile($"sample/{files.Count % 3}/{files.Count}.bin", length, files.LastOrDefault()?.End ?? 0));
        }

        var end = files.LastOrDefault()?.End ?? 0;
        files.Add(new StoredFile("sample/last.bin", Layout.TotalLength - end, end));
        return new StoredContent(InfoHash, Layout, files);
    }

    public Task<Bitfield> OpenAsync(IPieceStore store, IProgress<int>? progress = null) =>
        store.OpenAsync(Check, progress, TestContext.Current.CancellationToken);

    public void Write(IPieceStore store, params IEnumerable<int> pieces)
    {
        foreach (var number in pieces)
        {
            store.Write(this[number], Of(this[number]));
        }
    }

    public void WriteAll(IPieceStore store) => Write(store, Enumerable.Range(0, Count));

    public byte[] Read(IPieceStore store, int number)
    {
        var bytes = new byte[Layout.LengthOf(this[number])];
        store.Read(this[number], 0, [bytes]);
        return bytes;
    }
}

/// <summary>Remembers the largest number it was told: how many pieces were hashed.</summary>
internal sealed class Hashed : IProgress<int>
{
    private readonly Lock gate = new();

    public int Count { get; private set; }

    public void Report(int value)
    {
        lock (gate)
        {
            Count = Math.Max(Count, value);
        }
    }
}
