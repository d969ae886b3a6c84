namespace PeerShare.EndToEnd.Tests.Interop;

/// <summary>Programs of others, which <c>test.sh</c> installs; a test that needs one that is missing skips itself.</summary>
internal static class Installed
{
    public static string Program(string name)
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{name} is not installed; run ./test.sh as root, it installs it");
        return path!;
    }
}
