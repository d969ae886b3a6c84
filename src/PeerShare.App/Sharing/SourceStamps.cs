using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PeerShare.Engine.Storage;

namespace PeerShare.App.Sharing;

/// <summary>Lengths and times of files at the moment when their content was known to be right. A file that is not as it was must
/// not be served: what is in it now would fail the hash.</summary>
internal sealed class SourceStamps
{
    private readonly StoredFile[] files;
    private readonly string[] paths;
    private readonly (long Length, long Written)[] stamps;

    private SourceStamps(string folder, IEnumerable<StoredFile> files)
    {
        this.files = [.. files.Where(file => !file.IsPadding)];
        paths = [.. this.files.Select(file => Path.Combine(folder, file.RelativePath.Replace('/', Path.DirectorySeparatorChar)))];
        stamps = [.. paths.Select(StampOf)];
    }

    /// <summary>The same text only for the same lengths and times.</summary>
    public string Digest
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (length, written) in stamps)
            {
                text.Append(CultureInfo.InvariantCulture, $"{length} {written}\n");
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
        }
    }

    public static SourceStamps Take(string folder, IEnumerable<StoredFile> files) => new(folder, files);

    /// <returns>A file that is not as it was; null when all are.</returns>
    public string? FindChanged() => FindChanged(0, files.Length);

    /// <summary>The same among the files that have bytes in a stretch of the content.</summary>
    public string? FindChanged(long offset, long length)
    {
        var first = FirstEndingAfter(offset);
        var last = first;
        while (last < files.Length && files[last].Offset < offset + length)
        {
            last++;
        }

        return FindChanged(first, last);
    }

    private static (long Length, long Written) StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.LinkTarget is null ? (file.Length, file.LastWriteTimeUtc.Ticks) : (-1, 0);
    }

    private string? FindChanged(int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            if (StampOf(paths[number]) != stamps[number] || stamps[number].Length != files[number].Length)
            {
                return paths[number];
            }
        }

        return null;
    }

    private int FirstEndingAfter(long offset)
    {
        var (low, high) = (0, files.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = files[middle].Offset + files[middle].Length > offset ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
