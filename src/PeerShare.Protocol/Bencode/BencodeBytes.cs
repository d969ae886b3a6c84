using System.Text;

namespace PeerShare.Protocol.Bencode;

/// <summary>A byte string.</summary>
public sealed class BencodeBytes : BencodeValue
{
    private readonly int length;

    internal BencodeBytes(ReadOnlyMemory<byte> raw, int length)
        : base(raw) => this.length = length;

    public ReadOnlyMemory<byte> Bytes => Raw[^length..];

    /// <summary>The bytes as UTF-8; null when they are not.</summary>
    public string? Text => System.Text.Unicode.Utf8.IsValid(Bytes.Span) ? Encoding.UTF8.GetString(Bytes.Span) : null;
}
