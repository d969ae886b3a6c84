using Microsoft.Win32.SafeHandles;

namespace PeerShare.Engine.Storage;

/// <summary>Writes a file that is there whole or not at all: under another name first, then renamed.</summary>
internal sealed class WholeFile : IDisposable
{
    private const string Suffix = ".part";

    private readonly string part;
    private readonly string target;

    private WholeFile(string part, string target, SafeFileHandle handle)
    {
        this.part = part;
        this.target = target;
        Handle = handle;
    }

    public SafeFileHandle Handle { get; }

    /// <summary>Is it the name of a file that was not finished?</summary>
    public static bool IsPart(string name) => name.StartsWith('.') && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <exception cref="IOException">Full or unwritable.</exception>
    public static WholeFile Begin(ContentFolder folder, string relative)
    {
        var slash = relative.LastIndexOf('/') + 1;
        var partName = $"{relative[..slash]}.{relative[slash..]}{Suffix}";
        var part = folder.PathOf(partName);

        // Not opened and cut: what lies there may be a link that somebody planted.
        ContentFolder.Guarded(() => File.Delete(part));
        return new WholeFile(part, folder.PathOf(relative), folder.Create(partName));
    }

    /// <summary>Gives the file its name.</summary>
    /// <param name="replace">In place of an older one; otherwise that is an error.</param>
    /// <returns>Last write in ticks, UTC.</returns>
    /// <exception cref="IOException">Something else has the name.</exception>
    public long Finish(bool replace = true)
    {
        var stamp = File.GetLastWriteTimeUtc(Handle).Ticks;
        Handle.Dispose();
        ContentFolder.Guarded(() => File.Move(part, target, replace));
        return stamp;
    }

    /// <summary>Removes what was not finished.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(part);
    }
}
