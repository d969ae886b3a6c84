using System.Text;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests;

/// <summary>Every bencoded input that comes from somebody else: a good one of its kind, and what reads it.</summary>
internal static class PeerInputs
{
    private delegate bool Reader(byte[] bytes);

    private static readonly Dictionary<string, (byte[] Good, Reader TryRead)> Kinds = new()
    {
        ["torrent, v1"] = (Corpus.Sample("libtorrent-v1.torrent"), bytes => Torrent.TryParse(bytes, out _, out _)),
        ["torrent, v2"] = (Corpus.Sample("libtorrent-v2.torrent"), bytes => Torrent.TryParse(bytes, out _, out _)),
        ["torrent, hybrid"] = (Corpus.Sample("libtorrent-hybrid.torrent"), bytes => Torrent.TryParse(bytes, out _, out _)),
        ["extension handshake"] = (
            "d1:md11:ut_metadatai2e6:ut_pexi1ee13:metadata_sizei151e1:pi6881e7:ps_next6:a.b:174:reqqi2000e11:upload_onlyi1e1:v9:PeerShare6:yourip4:aaaae"u8.ToArray(),
            bytes => ExtensionHandshake.TryRead(bytes, out _)),
        ["metadata message"] = (
            "d8:msg_typei1e5:piecei0e10:total_sizei5ee"u8.ToArray(),
            bytes => MetadataMessage.TryRead((byte[])[.. bytes, .. "hello"u8], out _)),
        ["peer exchange"] = (
            "d5:added12:aaaaaabbbbbb7:added.f2:ab6:added618:aaaaaaaaaaaaaaaaaa7:dropped6:cccccce"u8.ToArray(),
            bytes => PeerExchange.TryRead(bytes, out _)),
        ["tracker's answer"] = (
            "d8:completei1e10:incompletei2e8:intervali1800e12:min intervali30e5:peersld2:ip9:192.0.2.14:porti1eee6:peers618:aaaaaaaaaaaaaaaaaa15:warning message1:we"u8.ToArray(),
            bytes => AnnounceResponse.TryParse(bytes, out _, out _)),
    };

    public static TheoryData<string> All => new(Kinds.Keys);

    public static byte[] GoodOf(string kind) => Kinds[kind].Good;

    public static bool TryRead(string kind, byte[] bytes) => Kinds[kind].TryRead(bytes);

    /// <summary>The good input again and again, each time with one value, wherever it stands, replaced.</summary>
    public static IEnumerable<byte[]> WithEachValueReplaced(string kind, byte[] replacement)
    {
        BencodeValue.TryParse(GoodOf(kind), out var root, out var error).ShouldBeTrue(error);
        return Replaced(root!, replacement);
    }

    private static IEnumerable<byte[]> Replaced(BencodeValue value, byte[] replacement)
    {
        var inside = value switch
        {
            BencodeDictionary dictionary => Each('d', [.. dictionary.Entries.Select(entry => (Text(entry.Key), entry.Value))], replacement),
            BencodeList list => Each('l', [.. list.Items.Select(item => (ReadOnlyMemory<byte>.Empty, item))], replacement),
            _ => [],
        };
        return inside.Append(replacement);
    }

    private static IEnumerable<byte[]> Each(char opening, (ReadOnlyMemory<byte> Key, BencodeValue Value)[] parts, byte[] replacement) =>
        from at in Enumerable.Range(0, parts.Length)
        from changed in Replaced(parts[at].Value, replacement)
        select Join(opening, parts.Select((part, place) => (part.Key, place == at ? changed : part.Value.Raw)));

    private static ReadOnlyMemory<byte> Text(ReadOnlyMemory<byte> key) => (byte[])[.. Encoding.ASCII.GetBytes($"{key.Length}:"), .. key.Span];

    private static byte[] Join(char opening, IEnumerable<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> parts) =>
        [(byte)opening, .. parts.SelectMany(part => (byte[])[.. part.Key.Span, .. part.Value.Span]), (byte)'e'];
}
