using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Torrents;

/// <summary>Collects a torrent's files in order and watches the bounds and the collisions.</summary>
internal sealed class FileListing
{
    private const int MostFiles = 1_000_000;

    private readonly List<TorrentFile> files = [];
    private readonly PathTree paths = new();

    public IReadOnlyList<TorrentFile> Files => files;

    /// <summary>Where the next file begins.</summary>
    public long End { get; private set; }

    /// <summary>Moves the next file to a piece's border.</summary>
    public void Align(int pieceLength) => End = (End + pieceLength - 1) / pieceLength * pieceLength;

    /// <summary>A pad file has no place on the disk, so its path, which many leave out or repeat, is ours.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? AddPadding(long? length) => Add([".pad", $"{length}"], length, true);

    /// <summary>A file whose path was found safe.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Add(IReadOnlyList<string> path, long? length) =>
        paths.TryAdd(path) ? Add(path, length, false) : $"two files would share the place '{CleanText.Of(string.Join('/', path), SafePath.MostShown)}'";

    private string? Add(IReadOnlyList<string> path, long? length, bool isPadding)
    {
        if (length is not (>= 0 and <= PieceLayout.LargestContent) || End + length > PieceLayout.LargestContent)
        {
            return "the length of a file is missing or out of bounds";
        }

        files.Add(new TorrentFile(path, length.Value, End, isPadding));
        End += length.Value;
        return files.Count > MostFiles ? $"more than {MostFiles} files" : null;
    }
}
