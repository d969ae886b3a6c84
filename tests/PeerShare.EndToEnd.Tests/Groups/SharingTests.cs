namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>Files in groups as people share them.</summary>
public sealed class SharingTests : GroupTest
{
    [Fact]
    public async Task One_shares_and_four_fetch_at_once()
    {
        var film = await Stage.FileAsync("film.bin", 24_000_000);
        string[] fetchers = ["bob", "carol", "dave", "erin"];
        await StartMemberAsync("alice", "alice");
        await Task.WhenAll(fetchers.Select(name => StartMemberAsync(name, "alice")));
        (await TellAsync("alice", "upload_file", "film.bin", Group)).ShouldBe("sharing film.bin in g1 (24,000,000 B, 46 pieces)");

        await Task.WhenAll(fetchers.Select(name => FetchAsync(name, "film.bin")));

        foreach (var name in fetchers)
        {
            (await FetchedAsync(name, "film.bin")).ShouldBe(film);
            (await TellAsync(name, "show_downloads")).ShouldBe("[C] [g1] film.bin");
        }

        (await TellAsync("alice", "list_files", Group)).ShouldBe("film.bin\t24000000\t5");
    }

    [Fact]
    public async Task Sources_come_and_go_and_the_download_ends_whole()
    {
        var film = await Stage.FileAsync("film.bin", 12_000_000);
        await StartMemberAsync("alice", "alice", "--upload-rate", "2MB");
        await StartMemberAsync("bob", "alice", "--upload-rate", "2MB");
        await StartMemberAsync("carol", "alice");
        await TellAsync("alice", "upload_file", "film.bin", Group);
        await FetchAsync("bob", "film.bin");
        await TellAsync("carol", "download_file", Group, "film.bin", "copy.bin");
        await UntilAsync(async () => await HeldAsync("carol") > 1_000_000);

        await TellAsync("alice", "stop_share", Group, "film.bin");
        await UntilAsync(async () => await HeldAsync("carol") > 3_000_000);
        await KillAsync("bob");
        await TellAsync("alice", "upload_file", "film.bin", Group);
        await UntilAsync(async () => await HeldAsync("carol") > 5_000_000);
        await TellAsync("alice", "logout");
        await StartClientAsync("bob");

        await TellAsync("carol", "wait", "90");
        (await File.ReadAllBytesAsync(Stage.In("copy.bin"), TestContext.Current.CancellationToken)).ShouldBe(film);
    }

    [Fact]
    public async Task A_client_that_is_killed_goes_on_where_it_was()
    {
        var film = await Stage.FileAsync("film.bin", 16_000_000);
        await StartMemberAsync("alice", "alice", "--upload-rate", "4MB");
        await StartMemberAsync("bob", "alice");
        await TellAsync("alice", "upload_file", "film.bin", Group);
        await TellAsync("bob", "download_file", Group, "film.bin", "copy.bin");
        await UntilAsync(async () => await HeldAsync("bob") > 2_000_000);

        await KillAsync("bob");
        await StartClientAsync("bob");

        (await TellAsync("bob", "whoami")).ShouldBe("bob");
        await TellAsync("bob", "wait", "60");
        (await File.ReadAllBytesAsync(Stage.In("copy.bin"), TestContext.Current.CancellationToken)).ShouldBe(film);
        (await DownloadAsync("bob")).GetProperty("pieces_from").EnumerateObject().Sum(source => source.Value.GetInt32()).ShouldBeLessThan(28);
    }

    [Fact]
    public async Task Logging_out_ends_serving_and_logging_in_begins_again()
    {
        await FetchSlowlyAsync();

        await TellAsync("alice", "logout");
        await NothingComesAsync();
        (await TellAsync("bob", "list_files", Group)).ShouldBe("film.bin\t8000000\t1");

        await TellAsync("alice", "login", "alice", "pw");
        await TellAsync("bob", "wait", "90");
    }

    [Fact]
    public async Task Stopping_a_share_ends_serving_and_sharing_it_again_begins_again()
    {
        await FetchSlowlyAsync();

        (await TellAsync("alice", "stop_share", Group, "film.bin")).ShouldBe("stopped sharing film.bin in g1");
        await NothingComesAsync();
        (await TellAsync("alice", "list_files", Group)).ShouldBe("");

        await TellAsync("alice", "upload_file", "film.bin", Group);
        await TellAsync("bob", "wait", "90");
    }

    [Fact]
    public async Task Two_users_use_one_client_one_after_the_other()
    {
        await Stage.FileAsync("film.bin", 1_000_000);
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        await TellAsync("bob", "upload_file", "film.bin", Group);
        await TellAsync("alice", "logout");
        await TellAsync("alice", "create_user", "carol", "pw");
        await TellAsync("alice", "login", "carol", "pw");
        await RefusedAsync("alice", "^error: you are not a member of g1$", "list_files", Group);
        await TellAsync("alice", "logout");
        await TellAsync("alice", "login", "alice", "pw");

        await FetchAsync("alice", "film.bin");
    }

    [Fact]
    public async Task A_folder_of_many_small_files_an_empty_file_and_foreign_names_arrive()
    {
        await StartMemberAsync("alice", "alice");
        await StartMemberAsync("bob", "alice");
        for (var number = 0; number < 500; number++)
        {
            await Stage.FileAsync($"日本 映画/teil {number % 7}/datei {number}", number, number);
        }

        await Stage.FileAsync("leer", 0);
        await TellAsync("alice", "upload_file", "日本 映画", Group);
        await TellAsync("alice", "upload_file", "leer", Group);
        await FetchAsync("bob", "日本 映画");
        await FetchAsync("bob", "leer");

        (await TellAsync("bob", "show_downloads")).ShouldBe("[C] [g1] leer\n[C] [g1] 日本 映画");
        foreach (var file in Directory.EnumerateFiles(Stage.In("日本 映画"), "*", SearchOption.AllDirectories))
        {
            (await FetchedAsync("bob", Path.GetRelativePath(Stage.Folder, file))).ShouldBe(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }

        (await FetchedAsync("bob", "leer")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_session_of_the_seed_runs_from_redirected_input()
    {
        await Stage.FileAsync("my film.bin", 1_500_000);
        await StartMemberAsync("bob", "bob");
        await TellAsync("bob", "create_group", "g2");
        await File.WriteAllTextAsync(
            Stage.In("commands.txt"),
            """
            create_user alice secret
            login alice secret
            create_group mine
            join_group g2
            list_groups
            list_requests mine
            upload_file "my film.bin" mine
            list_files mine
            show_downloads
            stop_share mine "my film.bin"
            leave_group mine
            logout

            """,
            TestContext.Current.CancellationToken);

        var alice = Stage.StartProgram("/bin/sh", "-c", "exec \"$@\" < commands.txt", "sh", Staging.Executable.Path, "client", "127.0.0.1:0", List);

        (await alice.EndsAsync()).ShouldBe(0);
        alice.Error.ShouldNotContain(line => line.Contains("error", StringComparison.Ordinal));
        alice.Out.ShouldBe(
        [
            "user alice created", "logged in as alice", "group mine created", "join request sent to g2", "g1\t1\t", "g2\t1\trequested", "mine\t1\towner",
            "sharing my film.bin in mine (1,500,000 B, 3 pieces)", "my film.bin\t1500000\t1", "stopped sharing my film.bin in mine", "left mine", "logged out",
        ]);
    }

    /// <summary>Bob is in the middle of fetching what alice shares.</summary>
    private async Task FetchSlowlyAsync()
    {
        await Stage.FileAsync("film.bin", 8_000_000);
        await StartMemberAsync("alice", "alice", "--upload-rate", "1MB");
        await StartMemberAsync("bob", "alice");
        await TellAsync("alice", "upload_file", "film.bin", Group);
        await TellAsync("bob", "download_file", Group, "film.bin", "copy.bin");
        await UntilAsync(async () => await HeldAsync("bob") > 500_000);
    }

    private async Task NothingComesAsync()
    {
        var held = await HeldAsync("bob");
        await RefusedAsync("bob", "^error: the time is up: film.bin in g1 is at ", "wait", "2");
        (await HeldAsync("bob")).ShouldBeLessThan(held + 600_000);
    }
}
