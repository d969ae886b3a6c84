using System.Diagnostics;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Bench;

/// <summary>Speed at which <c>upload_file</c> hashes a file, from the page cache.</summary>
internal static class Hashing
{
    private const int PieceLength = 512 * 1024;

    /// <summary>Prints the MB (of 1,000,000 bytes, as openssl counts) a second of each run.</summary>
    public static async Task RunAsync(string path, int runs)
    {
        var source = SourceContent.Find(path);
        var layout = PieceLayout.Create(source.TotalLength, PieceLength);
        await ContentHasher.HashAsync(source, layout, null, CancellationToken.None);
        for (var run = 0; run < runs; run++)
        {
            var begun = Stopwatch.GetTimestamp();
            await ContentHasher.HashAsync(source, layout, null, CancellationToken.None);
            Console.WriteLine(FormattableString.Invariant($"{source.TotalLength / Stopwatch.GetElapsedTime(begun).TotalSeconds / 1e6:F0}"));
        }
    }
}
