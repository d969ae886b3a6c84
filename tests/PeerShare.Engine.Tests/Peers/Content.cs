using System.Security.Cryptography;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>Some bytes, the torrent of them, and stores that have all or nothing of them.</summary>
internal sealed class Content
{
    public Content(int length = 300_000, int pieceLength = 65_536, string name = "content", string? root = null)
    {
        Bytes = new byte[length];
        new Random(length).NextBytes(Bytes);
        var hashes = Bytes.Chunk(pieceLength).SelectMany(SHA1.HashData).ToArray();
        Torrent = TorrentBuilder.Create(name, [([name], length)], true, pieceLength, hashes, false, [], root, null);
    }

    public byte[] Bytes { get; }

    public Torrent Torrent { get; }

    public PieceLayout Layout => Torrent.Layout;

    public ArrayStore Full => new(Layout, Bytes, Bitfield.Full(Layout.PieceCount));

    public ArrayStore Empty => new(Layout, new byte[Bytes.Length], new Bitfield(Layout.PieceCount));

    public BlockRange Block(int piece, int block) => Layout.BlockOf(Layout.Index(piece), block);

    public byte[] BytesOf(BlockRange block) =>
        Bytes.AsSpan((int)Layout.OffsetOf(block.Piece) + block.Begin, block.Length).ToArray();

    internal sealed class ArrayStore(PieceLayout layout, byte[] bytes, Bitfield held) : IPieceStore
    {
        public byte[] Bytes => bytes;

        public bool IsCompleted { get; private set; }

        public bool IsDisposed { get; private set; }

        /// <summary>What reading fails with, if anything.</summary>
        public IOException? Fault { get; init; }

        public PieceLayout Layout => layout;

        public Task<Bitfield> OpenAsync(PieceCheck check, IProgress<int>? progress, CancellationToken stopping) => Task.FromResult(held);

        public void Read(PieceIndex piece, int begin, IReadOnlyList<Memory<byte>> buffers)
        {
            var at = (int)layout.OffsetOf(piece) + begin;
            foreach (var buffer in Fault is null ? buffers : throw Fault)
            {
                bytes.AsMemory(at, buffer.Length).CopyTo(buffer);
                at += buffer.Length;
            }
        }

        public void Write(PieceIndex piece, ReadOnlyMemory<byte> data) => data.CopyTo(bytes.AsMemory((int)layout.OffsetOf(piece)));

        public Task CompleteAsync(CancellationToken stopping)
        {
            IsCompleted = true;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
