using System.Buffers;
using System.Globalization;
using System.Text;

namespace PeerShare.Protocol.Bencode;

/// <summary>Writes canonical bencode (BEP 3). It checks that keys ascend as raw bytes and that what was opened is closed; a
/// caller that breaks this has a fault and gets an <see cref="InvalidOperationException"/>.</summary>
public sealed class BencodeWriter(IBufferWriter<byte> output)
{
    private readonly Stack<byte[]?> keys = [];

    /// <summary>What <paramref name="write"/> writes, as an array.</summary>
    public static byte[] Encode(Action<BencodeWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BencodeWriter(output);
        write(writer);
        return writer.keys.Count == 0 ? output.WrittenSpan.ToArray() : throw new InvalidOperationException("a list or dictionary is still open");
    }

    public BencodeWriter Number(long value) => Ascii(string.Create(CultureInfo.InvariantCulture, $"i{value}e"));

    public BencodeWriter Bytes(ReadOnlySpan<byte> value)
    {
        Ascii(string.Create(CultureInfo.InvariantCulture, $"{value.Length}:"));
        output.Write(value);
        return this;
    }

    public BencodeWriter Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>A value that is bencoded already.</summary>
    public BencodeWriter Raw(ReadOnlySpan<byte> value)
    {
        output.Write(value);
        return this;
    }

    /// <summary>The key of the next value in the innermost dictionary.</summary>
    /// <exception cref="InvalidOperationException">The key does not come after the one before.</exception>
    public BencodeWriter Key(string key) => Key(Encoding.UTF8.GetBytes(key));

    /// <inheritdoc cref="Key(string)"/>
    public BencodeWriter Key(byte[] key)
    {
        if (keys.Pop() is { } previous && previous.AsSpan().SequenceCompareTo(key) >= 0)
        {
            throw new InvalidOperationException($"the key {Encoding.UTF8.GetString(key)} is out of order");
        }

        keys.Push(key);
        return Bytes(key);
    }

    /// <summary>A key and its number; nothing when there is none.</summary>
    public BencodeWriter Number(string key, long? value) => value is { } number ? Key(key).Number(number) : this;

    /// <summary>A key and its text; nothing when there is none.</summary>
    public BencodeWriter Text(string key, string? value) => value is null ? this : Key(key).Text(value);

    /// <summary>A key and its bytes; nothing when there are none.</summary>
    public BencodeWriter Bytes(string key, byte[]? value) => value is null ? this : Key(key).Bytes(value);

    public BencodeWriter BeginList() => Begin("l");

    public BencodeWriter BeginDictionary() => Begin("d");

    /// <summary>Closes the innermost list or dictionary.</summary>
    public BencodeWriter End()
    {
        keys.Pop();
        return Ascii("e");
    }

    private BencodeWriter Begin(string mark)
    {
        keys.Push(null);
        return Ascii(mark);
    }

    private BencodeWriter Ascii(string text)
    {
        Encoding.ASCII.GetBytes(text, output);
        return this;
    }
}
