namespace PeerShare.Protocol.Torrents;

/// <summary>The paths of a torrent's files; finds two that would share a place on some disk. Every name is kept once for its
/// directory, so that many long paths cost no more than their bytes.</summary>
internal sealed class PathTree
{
    private const int Root = 0;

    private readonly Dictionary<(int Directory, string Key), int> numbers = [];
    private readonly HashSet<int> files = [];

    /// <returns>False when a file has that path, or one that leads to or through it, but for case and Unicode spelling.</returns>
    public bool TryAdd(IReadOnlyList<string> path)
    {
        var place = Root;
        var isNew = false;
        foreach (var name in path)
        {
            if (files.Contains(place))
            {
                return false;
            }

            var entry = (place, CanonicalKey.Of(name));
            isNew = !numbers.TryGetValue(entry, out place);
            if (isNew)
            {
                place = numbers.Count + 1;
                numbers.Add(entry, place);
            }
        }

        return isNew && files.Add(place);
    }
}
