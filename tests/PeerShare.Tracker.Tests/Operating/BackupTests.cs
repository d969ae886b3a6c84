using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Operating;
using PeerShare.Tracker.Tests.Mirroring;

namespace PeerShare.Tracker.Tests.Operating;

/// <summary>A tracker's folder as one file, and back.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly List<CopyProgress> steps = [];
    private readonly Heard heard;
    private TrackerStage stage = null!;
    private TestClient alice = null!;

    public BackupTests() => heard = new Heard(steps);

    private string File => Path.Combine(folder.Path, "b.backup");

    private string Restored => Path.Combine(folder.Path, "restored");

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync(options => options with { KeyFile = Path.Combine(folder.Path, "list.key") });
        alice = (await stage.UsersAsync("alice"))[0];
        await alice.CreateEncryptedGroupAsync("g1");
        await alice.CreateGroupAsync("g2");
        (await alice.DoAsync(Routes.ShareFile, Content.Offer("g2", "film"))).ShouldBe("");
    }

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_that_was_restored_with_the_key_is_as_good_as_the_first(bool runs)
    {
        var made = new BackupReport(0, false, default);
        await (runs ? MakeAsync() : stage.RestartAsync(MakeAsync));
        var restored = Restore();
        restored.ShouldBe(made);
        restored.HasKey.ShouldBeTrue();

        await using var host = await StartAsync();
        using var again = At(host);
        (await again.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner");
        (await again.AskAsync<FileTorrent>(Routes.FileTorrent, new FileName("g2", "film"))).Torrent.ShouldNotBeEmpty();
        (await CertificateErrorAsync(again)).ShouldNotContain("cannot be opened");
        host.Fingerprint.ShouldBe(stage.Host.Fingerprint);

        Task MakeAsync()
        {
            made = Make(withKey: true);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Without_the_key_sessions_end_and_groups_keys_stay_shut_until_the_key_file_is_put_back()
    {
        Make(withKey: false).HasKey.ShouldBeFalse();
        Restore();
        await using (var host = await StartAsync())
        {
            using var again = At(host);
            (await again.DoAsync(Routes.Leave, new GroupName("g1"))).ShouldBe("you are not logged in; login first");
            (await again.LoginAsync("alice")).ShouldBe("");
            (await CertificateErrorAsync(again)).ShouldContain("cannot be opened");
        }

        System.IO.File.Copy(stage.Options.KeyFile!, KeyOfRestored, overwrite: true);
        await using var back = await StartAsync();
        using var same = At(back);
        (await same.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner");
        (await CertificateErrorAsync(same)).ShouldNotContain("cannot be opened");
    }

    [Fact]
    public async Task What_was_written_after_the_backup_is_not_in_it_and_a_tracker_that_writes_is_not_disturbed()
    {
        Make(withKey: true);
        await alice.CreateGroupAsync("g3");
        Restore();

        await using var host = await StartAsync();
        using var again = At(host);
        (await again.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner");
        (await alice.GroupsAsync()).ShouldBe("g1:1:Owner g2:1:Owner g3:1:Owner");
    }

    [Fact]
    public async Task A_restored_old_backup_joins_its_mirror_and_both_have_everything()
    {
        await using var pair = await MirrorStage.StartAsync(2);
        var carol = await pair.UserAsync(0, "carol");
        await carol.CreateGroupAsync("old");
        await carol.CreateGroupAsync("gone");
        Backup.Make(new BackupOrder(pair.DataOf(1), File) { WithKey = true }, heard, TestContext.Current.CancellationToken);
        await carol.CreateGroupAsync("new");
        (await carol.DoAsync(Routes.Leave, new GroupName("gone"))).ShouldBe("");
        await pair.StopAsync(1);
        Directory.Delete(pair.DataOf(1), recursive: true);

        Backup.Restore(File, pair.DataOf(1), heard, TestContext.Current.CancellationToken);
        await pair.StartAgainAsync(1);
        await pair.UntilAllAreUpAsync();

        var there = pair.At(1, carol);
        (await there.GroupsAsync()).ShouldBe("new:1:Owner old:1:Owner");
        (await there.CreateGroupAsync("newest")).ShouldBe("");
        (await carol.GroupsAsync()).ShouldBe("new:1:Owner newest:1:Owner old:1:Owner");
    }

    [Fact]
    public void A_backup_is_its_owners_alone_and_tells_how_far_it_is()
    {
        Make(withKey: false);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        steps.Select(step => step.Doing).Distinct().ShouldBe(["copying", "checking"]);
        steps[^1].Done.ShouldBe(steps[^1].Total);
    }

    [Fact]
    public void Nothing_is_overwritten_and_nothing_is_left_aside()
    {
        Make(withKey: false);
        var before = System.IO.File.ReadAllBytes(File);
        Failure(() => Make(withKey: true)).ShouldBe($"{File} is there already, and is not overwritten; name another file");
        Failure(() => Restore(stage.Options.DataFolder)).ShouldStartWith($"{stage.Options.DataFolder} is in use by another tracker");
        Restore();
        Failure(() => Restore()).ShouldBe($"{Restored} holds a tracker's records already (records.db); name a new folder");

        System.IO.File.ReadAllBytes(File).ShouldBe(before);
        Directory.GetFiles(folder.Path, "b.backup*").ShouldBe([File]);
        Directory.GetFiles(Restored).Select(Path.GetFileName).Order().ShouldBe(["lock", "records.db"]);
    }

    [Fact]
    public void A_key_that_lies_in_the_folder_already_is_not_overwritten()
    {
        Make(withKey: true);
        Directory.CreateDirectory(Restored);
        System.IO.File.WriteAllText(KeyOfRestored, "another");
        Failure(() => Restore()).ShouldStartWith($"{KeyOfRestored} is there already");
        Directory.GetFiles(Restored, "records.db*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_starts_a_restored_folder_with_another_key_is_told()
    {
        Make(withKey: true);
        Restore();
        var other = Path.Combine(folder.Path, "other.key");
        System.IO.File.Copy(KeyOfRestored, other);
        System.IO.File.Delete(KeyOfRestored);
        await using (await StartAsync())
        {
            // Makes a fresh key in the folder.
        }

        List<string> warnings = [];
        var options = new TrackerOptions(Restored) { PasswordIterations = 1, KeyFile = other, Warn = warnings.Add };
        await using var host = await TrackerHost.StartAsync(options, CancellationToken.None);
        warnings.ShouldHaveSingleItem().ShouldStartWith($"{other} is another key than {KeyOfRestored}");
    }

    [Fact]
    public void A_backup_with_any_byte_changed_or_its_end_missing_is_refused_before_anything_is_written()
    {
        Make(withKey: true);
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(1);
        int[] places = [0, whole.Length - 65, whole.Length - 64, whole.Length - 50, whole.Length - 20, whole.Length - 16, whole.Length - 1, .. Enumerable.Range(0, 20).Select(_ => random.Next(whole.Length))];
        foreach (var place in places)
        {
            var changed = whole.ToArray();
            changed[place] ^= 1;
            System.IO.File.WriteAllBytes(File, changed);
            Failure(() => Restore()).ShouldMatch("^.*b.backup (is damaged|is no backup|was made by another version)", $"{place} of {whole.Length}");
        }

        foreach (var length in new[] { 1, 63, 64, whole.Length - 1, whole.Length / 2 })
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Failure(() => Restore()).ShouldBe($"{File} is no backup, or its end is missing; name a file that 'peershare tracker backup' made");
        }

        Directory.Exists(Restored).ShouldBeFalse();
    }

    [Fact]
    public void What_cannot_be_backed_up_is_refused_in_one_line()
    {
        var empty = folder.Folder("empty");
        Failure(() => MakeOf(Path.Combine(folder.Path, "none"))).ShouldBe($"there is no folder {Path.Combine(folder.Path, "none")}; name the folder of a tracker");
        Failure(() => MakeOf(empty)).ShouldStartWith($"{empty} is no tracker's folder; ");
        System.IO.File.WriteAllText(Path.Combine(empty, "records.db"), new string('x', 5_000));
        Failure(() => MakeOf(empty)).ShouldContain("not a database");
        Failure(() => MakeOf(stage.Options.DataFolder, folder.Path)).ShouldBe($"{folder.Path} is a folder; name a file in it");
        var lost = Path.Combine(folder.Path, "no", "b.backup");
        Failure(() => MakeOf(stage.Options.DataFolder, lost)).ShouldBe($"there is no folder {Path.GetDirectoryName(lost)}; make it first");
        System.IO.File.Move(stage.Options.KeyFile!, Path.Combine(folder.Path, "moved.key"));
        Failure(() => Make(withKey: true)).ShouldStartWith($"nobody knows where the key of {stage.Options.DataFolder} is; name it with --key");
        Directory.GetFiles(folder.Path, "b.backup*").ShouldBeEmpty();

        string MakeOf(string source, string? target = null) => Backup.Make(new BackupOrder(source, target ?? File), heard, TestContext.Current.CancellationToken).ToString();
    }

    [Fact]
    public void Who_gives_up_leaves_nothing()
    {
        using var over = new CancellationTokenSource();
        over.Cancel();
        Should.Throw<OperationCanceledException>(() => Backup.Make(new BackupOrder(stage.Options.DataFolder, File), heard, over.Token));
        Directory.GetFiles(folder.Path, "b.backup*").ShouldBeEmpty();
        Make(withKey: false);
        Should.Throw<OperationCanceledException>(() => Backup.Restore(File, Restored, heard, over.Token));
        Directory.Exists(Restored).ShouldBeFalse();
    }

    private string KeyOfRestored => Path.Combine(Restored, "cluster.key");

    private static string Failure(Action act) => Should.Throw<IOException>(act).Message;

    /// <summary>Only the group's key matters here: the request itself is none.</summary>
    private static Task<string> CertificateErrorAsync(TestClient client) => client.DoAsync(Routes.Certificate, new CertificateWanted("g1", [1, 2, 3]));

    private Task<TrackerHost> StartAsync() => TrackerHost.StartAsync(new TrackerOptions(Restored) { PasswordIterations = 1 }, CancellationToken.None);

    private TestClient At(TrackerHost host) => new(host.Endpoint, PeerShare.Protocol.Values.EntityId.Create()) { Session = alice.Session };

    private BackupReport Make(bool withKey) =>
        Backup.Make(new BackupOrder(stage.Options.DataFolder, File) { WithKey = withKey }, heard, TestContext.Current.CancellationToken);

    private BackupReport Restore(string? into = null) => Backup.Restore(File, into ?? Restored, heard, TestContext.Current.CancellationToken);

    private sealed class Heard(List<CopyProgress> steps) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => steps.Add(value);
    }
}
