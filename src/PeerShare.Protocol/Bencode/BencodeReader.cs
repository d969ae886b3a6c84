using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace PeerShare.Protocol.Bencode;

/// <summary>Reads bencode (BEP 3) token by token, without recursion and without allocating. Numbers that are not canonical,
/// numbers beyond 64 bits, strings that run past the end and keys equal to the one before are refused;
/// <see cref="BencodeValue"/> refuses every repeated key.</summary>
public ref struct BencodeReader
{
    /// <summary>Most lists and dictionaries inside one another: the stack of .NET cannot be made to overflow from outside.</summary>
    public const int MostDepth = 64;

    /// <summary>Most tokens of one value.</summary>
    public const int MostTokens = 3_000_000;

    private readonly ReadOnlySpan<byte> source;
    private readonly BencodeOrder order;
    private BencodeFrames frames;
    private int tokens;

    public BencodeReader(ReadOnlySpan<byte> source, BencodeOrder order = BencodeOrder.Any)
    {
        this.source = source;
        this.order = order;
    }

    public BencodeToken Token { get; private set; }

    /// <summary>Where the token begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the token ends; after the last one, where the value ends.</summary>
    public int Position { get; private set; }

    /// <summary>Lists and dictionaries that are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The number that was read, when <see cref="Token"/> is <see cref="BencodeToken.Number"/>.</summary>
    public long Number { get; private set; }

    /// <summary>The bytes that were read, when <see cref="Token"/> is <see cref="BencodeToken.Bytes"/> or <see cref="BencodeToken.Key"/>.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Why reading stopped; null while all is well and at the end of the value.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads the next token of one value.</summary>
    /// <returns>False at the end of the value, and at a <see cref="Fault"/>.</returns>
    public bool TryRead()
    {
        if (Fault is not null || (Depth == 0 && Token != BencodeToken.None))
        {
            return false;
        }

        Start = Position;
        Fault = ++tokens > MostTokens ? "too many values"
            : Position == source.Length ? "the end is missing"
            : ReadToken(source[Position]);
        return Fault is null;
    }

    [UnscopedRef]
    private ref BencodeFrame Innermost => ref frames[Depth - 1];

    private string? ReadToken(byte first)
    {
        if (first == 'e')
        {
            return Close();
        }

        if (Depth > 0 && Innermost is { IsDictionary: true, NeedsValue: false })
        {
            return ReadKey();
        }

        if (Depth > 0)
        {
            Innermost.NeedsValue = false;
        }

        return first switch
        {
            (byte)'i' => ReadNumber(),
            (byte)'l' => Open(BencodeToken.List),
            (byte)'d' => Open(BencodeToken.Dictionary),
            _ => ReadBytes(BencodeToken.Bytes),
        };
    }

    private string? Open(BencodeToken token)
    {
        if (Depth == MostDepth)
        {
            return "too deep";
        }

        frames[Depth++] = new BencodeFrame { IsDictionary = token == BencodeToken.Dictionary };
        Token = token;
        Position++;
        return null;
    }

    private string? Close()
    {
        if (Depth == 0 || Innermost.NeedsValue)
        {
            return "an end where a value must stand";
        }

        Depth--;
        Token = BencodeToken.End;
        Position++;
        return null;
    }

    private string? ReadKey()
    {
        if (ReadBytes(BencodeToken.Key) is { } fault)
        {
            return fault;
        }

        ref var frame = ref Innermost;
        var previous = source.Slice(frame.KeyStart, frame.KeyLength);
        var step = frame.HasKey ? Bytes.SequenceCompareTo(previous) : 1;
        frame = new BencodeFrame
        {
            IsDictionary = true,
            NeedsValue = true,
            HasKey = true,
            KeyStart = Position - Bytes.Length,
            KeyLength = Bytes.Length,
        };
        return step == 0 ? "a repeated key"
            : step < 0 && order == BencodeOrder.Ascending ? "keys out of order"
            : null;
    }

    private string? ReadBytes(BencodeToken token)
    {
        var rest = source[Position..];
        if (!TryReadDigits(rest, out var length, out var digits) || digits == rest.Length || rest[digits] != ':')
        {
            return "a malformed string length";
        }

        if (length > (ulong)(rest.Length - digits - 1))
        {
            return "a string that runs past the end";
        }

        Bytes = rest.Slice(digits + 1, (int)length);
        Token = token;
        Position += digits + 1 + (int)length;
        return null;
    }

    private string? ReadNumber()
    {
        var rest = source[(Position + 1)..];
        var minus = rest.StartsWith("-"u8) ? 1 : 0;
        if (!TryReadDigits(rest[minus..], out _, out var digits)
            || (minus == 1 && rest[1] == '0')
            || !Utf8Parser.TryParse(rest[..(minus + digits)], out long value, out _)
            || !rest[(minus + digits)..].StartsWith("e"u8))
        {
            return "a malformed number";
        }

        Number = value;
        Token = BencodeToken.Number;
        Position += 1 + minus + digits + 1;
        return null;
    }

    /// <summary>Digits of a canonical number that is not negative, at most 19 of them.</summary>
    private static bool TryReadDigits(ReadOnlySpan<byte> text, out ulong value, out int digits)
    {
        const int MostDigits = 19;
        value = 0;
        digits = 0;
        while (digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9' && digits <= MostDigits)
        {
            value = value * 10 + (ulong)(text[digits++] - '0');
        }

        return digits is > 0 and <= MostDigits && (digits == 1 || text[0] != '0');
    }
}
