using System.Runtime.CompilerServices;

namespace PeerShare.Protocol.Values;

[InlineArray(20)]
internal struct Bytes20
{
    private byte first;

    public static Bytes20 From(ReadOnlySpan<byte> source)
    {
        if (source.Length != 20)
        {
            throw new ArgumentException($"20 bytes are needed, not {source.Length}", nameof(source));
        }

        var bytes = default(Bytes20);
        source.CopyTo(bytes);
        return bytes;
    }
}
