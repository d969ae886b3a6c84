namespace PeerShare.Engine.Tests.Architecture;

/// <summary>The repository that these tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>Every C# file of <c>src</c>.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Full: path, Relative: Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')))
            .Where(file => !file.Relative.Contains("/bin/", StringComparison.Ordinal) && !file.Relative.Contains("/obj/", StringComparison.Ordinal))
            .Select(file => new SourceFile(file.Relative, File.ReadAllText(file.Full))),
    ];

    public static IEnumerable<SourceFile> In(string folder) => Files.Where(file => file.IsIn(folder));
}
