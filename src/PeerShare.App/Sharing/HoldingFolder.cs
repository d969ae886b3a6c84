using PeerShare.App.Hosting;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Sharing;

/// <summary>One user's holdings on the disk: for each a torrent and a record, named after the info-hash.</summary>
internal sealed class HoldingFolder(string root)
{
    /// <summary>Where the engine notes which pieces are verified.</summary>
    public string Journals => root;

    /// <summary>Has the engine begun to write it?</summary>
    public bool HasJournal(InfoHash infoHash) => File.Exists(PathOf(infoHash, ".journal"));

    /// <summary>Everything that can be read; what cannot is left as it is.</summary>
    public IEnumerable<(HoldingRecord Record, Torrent Torrent)> ReadAll()
    {
        foreach (var path in Directory.EnumerateFiles(root, "*.torrent").Order(StringComparer.Ordinal))
        {
            var record = PrivateFile.Read<HoldingRecord>(Path.ChangeExtension(path, ".json"));
            if (record is not null && Torrent.TryParse(File.ReadAllBytes(path), out var torrent, out _))
            {
                yield return (record, torrent);
            }
        }
    }

    /// <summary>The torrent first: a record without one is not read.</summary>
    public void Keep(HoldingRecord record, Torrent torrent)
    {
        var path = PathOf(torrent.InfoHash, ".torrent");
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, torrent.Encode());
        }

        Keep(record, torrent.InfoHash);
    }

    public void Keep(HoldingRecord record, InfoHash infoHash) =>
        PrivateFile.Write(PathOf(infoHash, ".json"), record, HostingJson.Default.HoldingRecord);

    public void Remove(InfoHash infoHash)
    {
        foreach (var extension in new[] { ".torrent", ".json", ".journal" })
        {
            File.Delete(PathOf(infoHash, extension));
        }
    }

    private string PathOf(InfoHash infoHash, string extension) => Path.Combine(root, $"{infoHash}{extension}");
}
