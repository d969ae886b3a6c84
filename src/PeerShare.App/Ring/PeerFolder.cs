using System.Net;
using PeerShare.App.Commands;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Ring;

/// <summary>What a ring peer remembers in <c>.peershare</c> of its folder, where no shared file can be in the way, so that a restart needs no owner: its own id, the torrent, and who
/// fetches from it.</summary>
internal sealed class PeerFolder
{
    private const string StateName = ".peershare";
    private const string IdName = "peer-id.txt";
    private const string TorrentName = "ring.torrent";
    private const string UploadersName = "upload-neighbours.txt";
    private const int MostUploaders = 100;

    private readonly string folder;
    private readonly List<IPEndPoint> uploaders;

    private PeerFolder(string folder, PeerId id, Torrent? torrent, List<IPEndPoint> uploaders)
    {
        this.folder = folder;
        this.uploaders = uploaders;
        Id = id;
        Torrent = torrent;
    }

    public PeerId Id { get; }

    /// <summary>Known from an earlier run.</summary>
    public Torrent? Torrent { get; }

    /// <summary>Peers that fetched from us in an earlier run.</summary>
    public IReadOnlyList<IPEndPoint> Uploaders => [.. uploaders];

    public static PeerFolder Open(string folder)
    {
        folder = Path.Combine(folder, StateName);
        Directory.CreateDirectory(folder);
        var idPath = Path.Combine(folder, IdName);
        if (!File.Exists(idPath) || !PeerId.TryParseHex(File.ReadAllText(idPath).Trim(), out var id))
        {
            id = PeerId.Create();
            Replace(idPath, path => File.WriteAllText(path, $"{id}\n"));
        }

        return new PeerFolder(folder, id, ReadTorrent(Path.Combine(folder, TorrentName)), ReadUploaders(Path.Combine(folder, UploadersName)));
    }

    public void Remember(Torrent torrent) =>
        Replace(Path.Combine(folder, TorrentName), path => File.WriteAllBytes(path, torrent.Encode()));

    public void Remember(IPEndPoint uploader)
    {
        if (uploaders.Contains(uploader))
        {
            return;
        }

        // Peers come back on other ports: of too many the oldest address is no use any more.
        if (uploaders.Count == MostUploaders)
        {
            uploaders.RemoveAt(0);
        }

        uploaders.Add(uploader);
        Replace(Path.Combine(folder, UploadersName), path => File.WriteAllLines(path, uploaders.Select(address => address.ToString())));
    }

    private static Torrent? ReadTorrent(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        return Torrent.TryParse(File.ReadAllBytes(path), out var torrent, out var problem)
            ? torrent
            : throw new CommandFailure($"{path} is damaged ({problem}); remove it and let the owner send it again");
    }

    private static List<IPEndPoint> ReadUploaders(string path) => File.Exists(path)
        ? [.. File.ReadLines(path).Take(MostUploaders).Select(line => IPEndPoint.TryParse(line, out var address) ? address : null).OfType<IPEndPoint>()]
        : [];

    /// <summary>By rename, so that a file is never half there.</summary>
    private static void Replace(string path, Action<string> write)
    {
        write($"{path}.new");
        File.Move($"{path}.new", path, overwrite: true);
    }
}
