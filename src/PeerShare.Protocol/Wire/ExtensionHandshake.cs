using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Wire;

/// <summary>The dictionary that each side sends as extended message 0 (BEP 10). A key that is missing, of another type or out
/// of bounds reads as null.</summary>
public sealed record ExtensionHandshake
{
    /// <summary>Most names in <see cref="Ids"/>; a handshake with more is refused.</summary>
    public const int MostNames = 64;

    /// <summary>Most characters of <see cref="Client"/> that are kept.</summary>
    public const int LongestClient = 256;

    /// <summary><c>m</c>: the id under which the sender wants to receive each extension; 0 switches it off.</summary>
    public IReadOnlyDictionary<string, byte> Ids { get; init; } = new Dictionary<string, byte>();

    /// <summary><c>p</c>: the port that the sender listens on.</summary>
    public int? Port { get; init; }

    /// <summary><c>v</c>: the client's name and version, without control characters.</summary>
    public string? Client { get; init; }

    /// <summary><c>yourip</c>: the receiver's address as the sender sees it.</summary>
    public IPAddress? YourIp { get; init; }

    /// <summary><c>reqq</c>: requests that the sender keeps waiting before it drops some.</summary>
    public int? RequestQueue { get; init; }

    /// <summary><c>upload_only</c>: the sender wants nothing (BEP 21).</summary>
    public bool UploadOnly { get; init; }

    /// <summary><c>metadata_size</c>: length of the info dictionary in bytes (BEP 9), at most <see cref="MetadataMessage.LargestMetadata"/>.</summary>
    public int? MetadataSize { get; init; }

    /// <summary><c>ps_next</c>: the sender's download neighbour in a ring, as <see cref="HostPort"/> text.</summary>
    public string? Next { get; init; }

    /// <returns>False when the bytes are not one bencoded dictionary, or name too many extensions.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, [NotNullWhen(true)] out ExtensionHandshake? handshake)
    {
        handshake = null;
        if (!BencodeValue.TryParseDictionary(source.ToArray(), out var keys, out _) || keys.Dictionary("m")?.Entries.Count > MostNames)
        {
            return false;
        }

        handshake = new ExtensionHandshake
        {
            Ids = ReadIds(keys.Dictionary("m")),
            Port = keys.Number("p", 1, ushort.MaxValue),
            Client = keys.Text("v") is { } client ? CleanText.Of(client, LongestClient) : null,
            YourIp = keys.Bytes("yourip") is { Length: 4 or 16 } address ? new IPAddress(address.Span) : null,
            RequestQueue = keys.Number("reqq", 1, int.MaxValue),
            UploadOnly = keys.Number("upload_only") is not (null or 0),
            MetadataSize = keys.Number("metadata_size", 1, MetadataMessage.LargestMetadata),
            Next = HostPort.TryParse(keys.Text("ps_next"), out var next) ? next.ToString() : null,
        };
        return true;
    }

    public byte[] Encode() => BencodeWriter.Encode(writer =>
    {
        writer.BeginDictionary().Key("m");
        WriteIds(writer);
        writer.Number("metadata_size", MetadataSize)
            .Number("p", Port)
            .Text("ps_next", Next)
            .Number("reqq", RequestQueue)
            .Number("upload_only", UploadOnly ? 1 : null)
            .Text("v", Client)
            .Bytes("yourip", YourIp?.GetAddressBytes())
            .End();
    });

    private static Dictionary<string, byte> ReadIds(BencodeDictionary? names)
    {
        var ids = new Dictionary<string, byte>();
        foreach (var (name, value) in names?.Entries ?? [])
        {
            if (value is BencodeNumber { Number: >= 0 and <= byte.MaxValue } id && Ascii.IsValid(name.Span))
            {
                ids[Encoding.ASCII.GetString(name.Span)] = (byte)id.Number;
            }
        }

        return ids;
    }

    private void WriteIds(BencodeWriter writer)
    {
        writer.BeginDictionary();
        foreach (var (name, id) in Ids.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Key(name).Number(id);
        }

        writer.End();
    }
}
