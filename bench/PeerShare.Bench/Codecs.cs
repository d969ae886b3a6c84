using BenchmarkDotNet.Attributes;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Bench;

/// <summary>Runs of 16 blocks and of 16 requests, to bytes and back. The figure is for one message; nothing may be allocated.</summary>
[MemoryDiagnoser]
public class Codecs
{
    private const int Run = 16;
    private const int LongestFrame = 1 << 20;

    private static readonly PieceLayout Layout = PieceLayout.Create(Run * PieceLayout.BlockSize, Run * PieceLayout.BlockSize);

    private readonly BlockRange[] blocks = [.. Enumerable.Range(0, Run).Select(number => Layout.BlockOf(Layout.Index(0), number))];
    private readonly byte[] content = new byte[PieceLayout.BlockSize];
    private readonly byte[] blockBytes = new byte[Run * (PeerCodec.BlockHeaderSize + PieceLayout.BlockSize)];
    private readonly byte[] requestBytes = new byte[Run * 17];

    [GlobalSetup]
    public void Fill()
    {
        EncodeBlocks();
        EncodeRequests();
    }

    [Benchmark(OperationsPerInvoke = Run)]
    public long DecodeBlocks() => Decode(blockBytes);

    [Benchmark(OperationsPerInvoke = Run)]
    public long DecodeRequests() => Decode(requestBytes);

    /// <summary>Header and a copy of 16 KiB.</summary>
    [Benchmark(OperationsPerInvoke = Run)]
    public int EncodeBlocks()
    {
        var at = 0;
        foreach (var block in blocks)
        {
            at += PeerCodec.Encode(PeerMessage.Block(block, content), blockBytes.AsSpan(at));
        }

        return at;
    }

    /// <summary>The header alone: the store reads the block straight behind it.</summary>
    [Benchmark(OperationsPerInvoke = Run)]
    public int EncodeBlockHeaders()
    {
        var at = 0;
        foreach (var block in blocks)
        {
            PeerCodec.EncodeBlockHeader(block, blockBytes.AsSpan(at));
            at += PeerCodec.BlockHeaderSize + PieceLayout.BlockSize;
        }

        return at;
    }

    [Benchmark(OperationsPerInvoke = Run)]
    public int EncodeRequests()
    {
        var at = 0;
        foreach (var block in blocks)
        {
            at += PeerCodec.Encode(PeerMessage.Request(block), requestBytes.AsSpan(at));
        }

        return at;
    }

    private static long Decode(ReadOnlyMemory<byte> bytes)
    {
        var sum = 0L;
        while (PeerCodec.TryDecode(bytes, LongestFrame, out var message, out var consumed) == DecodeStatus.Message)
        {
            sum += message.Length;
            bytes = bytes[consumed..];
        }

        return sum;
    }
}
