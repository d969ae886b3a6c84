namespace PeerShare.Protocol.Tests;

/// <summary>Hostile inputs, found or known, each a file under <c>Corpus/</c>: the parser that its folder names must refuse it. Beside
/// them <c>Samples/</c>: files that another program made and that must be read.</summary>
public static class Corpus
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "Corpus");

    public static TheoryData<string> In(string folder) =>
        new(Directory.GetFiles(Path.Combine(Root, folder)).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal));

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Root, file));

    public static byte[] Sample(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", file));
}
