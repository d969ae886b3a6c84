namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>What a tracker keeps is readable by its user alone.</summary>
public sealed class PermissionTests
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAlone = OwnerReadsAndWrites | UnixFileMode.UserExecute;

    [Fact]
    public async Task A_folder_that_a_tracker_makes_is_its_users_alone_and_so_is_every_secret_in_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        using var folder = new TemporaryFolder();
        List<string> warnings = [];
        var (data, key) = (Path.Combine(folder.Path, "tracker"), Path.Combine(folder.Path, "list.key"));
        await using var tracker = await StartAsync(data, key, warnings);

        Mode(data).ShouldBe(OwnerAlone);
        new[] { key, Path.Combine(data, "records.db"), Path.Combine(data, "records.db-wal"), Path.Combine(data, "lock") }
            .ShouldAllBe(file => Mode(file) == OwnerReadsAndWrites);
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_and_a_key_that_others_can_read_are_warned_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        using var folder = new TemporaryFolder();
        List<string> warnings = [];
        var (data, key) = (folder.Folder("tracker"), Path.Combine(folder.Path, "list.key"));
        await (await StartAsync(data, key, [])).DisposeAsync();
        SetMode(data, OwnerAlone | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        SetMode(key, OwnerReadsAndWrites | UnixFileMode.OtherRead);
        await using var tracker = await StartAsync(data, key, warnings);

        warnings.ShouldBe(
        [
            $"{data} is open to other users of this machine; close it: chmod 700 {data}",
            $"{key} is open to other users of this machine; close it: chmod 600 {key}",
        ]);
        Mode(Path.Combine(data, "records.db")).ShouldBe(OwnerReadsAndWrites);
    }

    private static Task<TrackerHost> StartAsync(string data, string key, List<string> warnings) => TrackerHost.StartAsync(
        new TrackerOptions(data) { KeyFile = key, PasswordIterations = 1, Warn = warnings.Add }, CancellationToken.None);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
}
