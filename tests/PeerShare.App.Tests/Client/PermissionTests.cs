using PeerShare.App.Hosting;
using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Client;

/// <summary>What a client keeps is readable by its user alone.</summary>
public sealed class PermissionTests : ClientStage
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task A_folder_that_others_can_look_into_is_warned_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        var (made, open) = (Path.Combine(Folder.Path, "made"), Folder.Folder("open"));

        (await WarningsAsync(made)).ShouldBeEmpty();
        (OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(made)).ShouldBe(OwnerAlone);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(open, OwnerAlone | UnixFileMode.OtherRead);
        }

        (await WarningsAsync(open)).ShouldBe([$"warning: {open} is open to other users of this machine; close it: chmod 700 {open}"]);
    }

    private static async Task<List<string>> WarningsAsync(string folder)
    {
        List<string> warnings = [];
        var options = new NodeHostOptions(new ListenAddress(System.Net.IPAddress.Loopback, 0), [new Address("127.0.0.1", 1)], folder) { Notice = warnings.Add };
        await using var client = await NodeHost.StartAsync(options, TimeProvider.System, CancellationToken.None);
        return warnings;
    }
}
