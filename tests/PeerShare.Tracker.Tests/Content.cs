using System.Security.Cryptography;
using System.Text;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Tracker.Tests;

/// <summary>Small torrents.</summary>
internal static class Content
{
    public static Torrent Torrent(string name, string text = "content", bool isPrivate = true, string? root = null) => TorrentBuilder.Create(
        name,
        [([name], text.Length)],
        singleFile: true,
        16_384,
        SHA1.HashData(Encoding.UTF8.GetBytes(text)),
        isPrivate,
        [["http://127.0.0.1:1/announce/secret"]],
        root,
        null);

    public static NewFile Offer(string group, string name, string text = "content", string? id = null) =>
        new(id ?? TestClient.FreshId(), group, Torrent(name, text).Encode());
}
