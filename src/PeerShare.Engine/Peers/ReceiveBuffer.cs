using System.Buffers;
using System.Net.Security;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>Bytes that came in and are not yet messages. Grows with the traffic and shrinks when it ebbs, so that a quiet link
/// costs 16 KiB and a busy one takes sixteen blocks with one call.</summary>
/// <param name="source">Where the bytes come from.</param>
/// <param name="longest">Longest frame that is taken, in bytes without its length.</param>
internal sealed class ReceiveBuffer(Stream source, int longest) : IDisposable
{
    private const int Smallest = 16 * 1024;
    private const int Largest = 256 * 1024;
    private const int PatienceReads = 8;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(Smallest);
    private int start;
    private int end;
    private int smallReads;

    /// <summary>Encryption gives a record of 16 KiB with each read, also when there are more.</summary>
    private readonly bool givesRecords = source is SslStream;

    private Task<int>? underWay;

    /// <summary>Takes the next message; its payload lives until the next <see cref="FillAsync"/>.</summary>
    public DecodeStatus TryTake(out PeerMessage message)
    {
        var status = PeerCodec.TryDecode(bytes.AsMemory(start, end - start), longest, out message, out var consumed);
        start += consumed;
        return status;
    }

    /// <summary>Reads what is there, at least a byte.</summary>
    /// <param name="most">Bytes to read at most.</param>
    /// <param name="stopping">Gives up.</param>
    /// <returns>Number of bytes; 0 when the peer has ended.</returns>
    public async ValueTask<int> FillAsync(int most, CancellationToken stopping)
    {
        var read = await FirstAsync(most, stopping).ConfigureAwait(false);
        var filled = read;
        while (givesRecords && read >= Smallest / 2 && filled < most && end < bytes.Length)
        {
            var next = source.ReadAsync(Room(most - filled), stopping);
            if (!next.IsCompleted)
            {
                underWay = next.AsTask();
                break;
            }

            read = await next.ConfigureAwait(false);
            end += read;
            filled += read;
        }

        smallReads = filled < Smallest / 2 ? smallReads + 1 : 0;
        return filled;
    }

    /// <summary>A read that is still under way may write into the memory for a moment, so nobody else gets it then.</summary>
    public void Dispose()
    {
        if (underWay is null)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private async ValueTask<int> FirstAsync(int most, CancellationToken stopping)
    {
        int read;
        if (underWay is { } begun)
        {
            read = await begun.ConfigureAwait(false);
            underWay = null;
        }
        else
        {
            MakeRoom();
            read = await source.ReadAsync(Room(most), stopping).ConfigureAwait(false);
        }

        end += read;
        return read;
    }

    private Memory<byte> Room(int most) => bytes.AsMemory(end, Math.Min(most, bytes.Length - end));

    private void MakeRoom()
    {
        if (end == bytes.Length && bytes.Length < Largest)
        {
            MoveTo(Math.Min(4 * bytes.Length, Largest));
        }
        else if (start == 0 && end == bytes.Length)
        {
            // One message longer than the buffer: it doubles as its bytes arrive, never by the length that a stranger wrote.
            MoveTo(2 * bytes.Length);
        }
        else if (start == end && bytes.Length > Smallest && smallReads >= PatienceReads)
        {
            MoveTo(Smallest);
        }
        else if (start > 0)
        {
            Unread.CopyTo(bytes);
            (start, end) = (0, end - start);
        }
    }

    private Span<byte> Unread => bytes.AsSpan(start, end - start);

    private void MoveTo(int size)
    {
        var next = ArrayPool<byte>.Shared.Rent(size);
        Unread.CopyTo(next);
        ArrayPool<byte>.Shared.Return(bytes);
        (bytes, start, end) = (next, 0, end - start);
    }
}
