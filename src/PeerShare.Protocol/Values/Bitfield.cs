using System.Numerics;

namespace PeerShare.Protocol.Values;

/// <summary>A set of pieces; on the wire bit 7 of byte 0 is piece 0 and spare bits are zero (BEP 3).</summary>
public sealed class Bitfield
{
    private readonly ulong[] words;

    public Bitfield(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        words = new ulong[(length + 63) / 64];
    }

    /// <summary>Number of pieces, held or not.</summary>
    public int Length { get; }

    /// <summary>Number of pieces held.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public bool IsFull => Count == Length;

    /// <summary>Length on the wire in bytes.</summary>
    public int ByteLength => (Length + 7) / 8;

    public bool this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
            return (words[index >> 6] & (1UL << (index & 63))) != 0;
        }
    }

    public static Bitfield Full(int length)
    {
        var full = new Bitfield(length);
        full.SetAll();
        return full;
    }

    /// <summary>Reads the wire form: the exact length, spare bits zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> wire, int length, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Bitfield? bitfield)
    {
        bitfield = null;
        var read = new Bitfield(length);
        if (wire.Length != read.ByteLength || (length % 8 != 0 && (byte)(wire[^1] << (length % 8)) != 0))
        {
            return false;
        }

        for (var index = 0; index < length; index++)
        {
            if ((wire[index >> 3] & (0x80 >> (index & 7))) != 0)
            {
                read.Set(index);
            }
        }

        bitfield = read;
        return true;
    }

    /// <returns>True when the piece was not in the set before.</returns>
    public bool Set(int index)
    {
        if (this[index])
        {
            return false;
        }

        words[index >> 6] |= 1UL << (index & 63);
        Count++;
        return true;
    }

    /// <returns>True when the piece was in the set before.</returns>
    public bool Clear(int index)
    {
        if (!this[index])
        {
            return false;
        }

        words[index >> 6] &= ~(1UL << (index & 63));
        Count--;
        return true;
    }

    public void SetAll()
    {
        Array.Fill(words, ulong.MaxValue);
        if (Length % 64 != 0)
        {
            words[^1] = (1UL << (Length % 64)) - 1;
        }

        Count = Length;
    }

    /// <summary>Adds every piece of <paramref name="other"/>, which is of the same length.</summary>
    public void UnionWith(Bitfield other)
    {
        Count = 0;
        for (var word = 0; word < words.Length; word++)
        {
            words[word] |= other.words[word];
            Count += BitOperations.PopCount(words[word]);
        }
    }

    public Bitfield Copy()
    {
        var copy = new Bitfield(Length) { Count = Count };
        words.CopyTo(copy.words, 0);
        return copy;
    }

    /// <summary>Is a piece in this set that is not in <paramref name="other"/>? Both are of one length.</summary>
    public bool HasAnyNotIn(Bitfield other)
    {
        for (var word = 0; word < words.Length; word++)
        {
            if ((words[word] & ~other.words[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Number of pieces in this set that are not in <paramref name="other"/>. Both are of one length.</summary>
    public int CountNotIn(Bitfield other)
    {
        var count = 0;
        for (var word = 0; word < words.Length; word++)
        {
            count += BitOperations.PopCount(words[word] & ~other.words[word]);
        }

        return count;
    }

    /// <summary>The first piece at or after <paramref name="from"/> that is in both sets, or -1.</summary>
    public int NextCommon(Bitfield other, int from)
    {
        var mask = ulong.MaxValue << (from & 63);
        for (var word = from >> 6; word < words.Length; word++, mask = ulong.MaxValue)
        {
            var common = words[word] & other.words[word] & mask;
            if (common != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(common);
            }
        }

        return -1;
    }

    /// <summary>The pieces held, ascending.</summary>
    public IEnumerable<int> Ones()
    {
        for (var word = 0; word < words.Length; word++)
        {
            for (var left = words[word]; left != 0; left &= left - 1)
            {
                yield return (word << 6) + BitOperations.TrailingZeroCount(left);
            }
        }
    }

    /// <summary>Writes <see cref="ByteLength"/> bytes of the wire form.</summary>
    public void CopyTo(Span<byte> wire)
    {
        wire[..ByteLength].Clear();
        foreach (var index in Ones())
        {
            wire[index >> 3] |= (byte)(0x80 >> (index & 7));
        }
    }

    public byte[] ToArray()
    {
        var wire = new byte[ByteLength];
        CopyTo(wire);
        return wire;
    }
}
