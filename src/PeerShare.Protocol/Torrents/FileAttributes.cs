using PeerShare.Protocol.Bencode;

namespace PeerShare.Protocol.Torrents;

/// <summary>The <c>attr</c> letters of a file (BEP 47); unknown ones mean nothing.</summary>
internal static class FileAttributes
{
    public static bool IsPadding(BencodeDictionary file) => Has(file, (byte)'p');

    /// <summary>A link can lead out of the download's directory, so we never make one.</summary>
    public static string? FaultOf(BencodeDictionary file) =>
        Has(file, (byte)'l') || file["symlink path"] is not null ? "it contains a symbolic link, which is never created here" : null;

    private static bool Has(BencodeDictionary file, byte letter) => file.Bytes("attr") is { } letters && letters.Span.Contains(letter);
}
