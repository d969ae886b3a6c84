namespace PeerShare.Tracker.Hosting;

/// <summary>Who may look into a folder, or read a file, that should be its owner's alone.</summary>
public static class Permissions
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>One line about a path that is open to others, and what to do; null when all is well.</summary>
    public static string? ProblemOf(string path)
    {
        var isOpen = !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0;
        return isOpen ? $"{path} is open to other users of this machine; close it: chmod {(Directory.Exists(path) ? "700" : "600")} {path}" : null;
    }
}
