namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>Groups as people use them: a tracker and clients as processes.</summary>
public sealed class SharingTests : IAsyncLifetime
{
    private GroupStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await GroupStage.StartAsync();

    public async ValueTask DisposeAsync() => await stage.DisposeAsync();

    [Fact]
    public async Task One_shares_and_four_fetch_at_once()
    {
        var film = stage.Sample("film.bin", 24_000_000);
        string[] fetchers = ["bob", "carol", "dave", "erin"];
        await stage.StartMemberAsync("alice", "g1", "alice");
        await Task.WhenAll(fetchers.Select(name => stage.StartMemberAsync(name, "g1", "alice")));
        (await stage.TellAsync("alice", "upload_file", film, "g1")).ShouldBe("sharing film.bin in g1 (24,000,000 B, 46 pieces)");

        await Task.WhenAll(fetchers.Select(name => FetchAsync(name, "film.bin")));

        foreach (var name in fetchers)
        {
            (await File.ReadAllBytesAsync(stage.In($"{name}-files", "film.bin"), TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(film, TestContext.Current.CancellationToken));
            (await stage.TellAsync(name, "show_downloads")).ShouldBe("[C] [g1] film.bin");
        }

        (await stage.TellAsync("alice", "list_files", "g1")).ShouldBe("film.bin\t24000000\t5");
    }

    [Fact]
    public async Task A_client_that_is_killed_goes_on_where_it_was()
    {
        var film = stage.Sample("film.bin", 16_000_000);
        await stage.StartMemberAsync("alice", "g1", "alice", "--upload-rate", "4MB");
        await stage.StartMemberAsync("bob", "g1", "alice");
        await stage.TellAsync("alice", "upload_file", film, "g1");
        await stage.TellAsync("bob", "download_file", "g1", "film.bin", stage.Folder("bob-files"));
        await GroupStage.UntilAsync("some of it has come", async () => HeldBy(await stage.TellAsync("bob", "show_downloads", "--json")) > 2_000_000);

        await stage.KillAsync("bob");
        await stage.StartClientAsync("bob");

        (await stage.TellAsync("bob", "whoami")).ShouldBe("bob");
        await stage.TellAsync("bob", "wait", "60");
        (await File.ReadAllBytesAsync(stage.In("bob-files", "film.bin"), TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(film, TestContext.Current.CancellationToken));
        FromOthers(await stage.TellAsync("bob", "show_downloads", "--json")).ShouldBeLessThan(28);
    }

    [Fact]
    public async Task Logging_out_ends_serving_and_logging_in_begins_again()
    {
        var film = stage.Sample("film.bin", 8_000_000);
        await stage.StartMemberAsync("alice", "g1", "alice", "--upload-rate", "1MB");
        await stage.StartMemberAsync("bob", "g1", "alice");
        await stage.TellAsync("alice", "upload_file", film, "g1");
        await stage.TellAsync("bob", "download_file", "g1", "film.bin", stage.Folder("bob-files"));
        await GroupStage.UntilAsync("some of it has come", async () => HeldBy(await stage.TellAsync("bob", "show_downloads", "--json")) > 500_000);

        await stage.TellAsync("alice", "logout");
        var held = HeldBy(await stage.TellAsync("bob", "show_downloads", "--json"));
        (await stage.TryAsync("bob", "wait", "2")).ExitCode.ShouldBe(1);
        HeldBy(await stage.TellAsync("bob", "show_downloads", "--json")).ShouldBeLessThan(held + 600_000);
        (await stage.TellAsync("bob", "list_files", "g1")).ShouldBe("film.bin\t8000000\t1");

        await stage.TellAsync("alice", "login", "alice", "pw");
        await stage.TellAsync("bob", "wait", "90");
    }

    [Fact]
    public async Task Two_users_use_one_client_one_after_the_other()
    {
        var film = stage.Sample("film.bin", 1_000_000);
        await stage.StartMemberAsync("alice", "g1", "alice");
        await stage.StartMemberAsync("bob", "g1", "alice");
        await stage.TellAsync("bob", "upload_file", film, "g1");
        await stage.TellAsync("alice", "logout");
        await stage.TellAsync("alice", "create_user", "carol", "pw");
        await stage.TellAsync("alice", "login", "carol", "pw");
        (await stage.TryAsync("alice", "list_files", "g1")).Error.ShouldBe("error: you are not a member of g1\n");
        await stage.TellAsync("alice", "logout");
        await stage.TellAsync("alice", "login", "alice", "pw");

        await FetchAsync("alice", "film.bin");
    }

    [Fact]
    public async Task A_folder_of_many_small_files_an_empty_file_and_foreign_names_arrive()
    {
        await stage.StartMemberAsync("alice", "Gruppe Ä", "alice");
        await stage.StartMemberAsync("bob", "Gruppe Ä", "alice");
        for (var number = 0; number < 500; number++)
        {
            stage.Sample($"日本 映画/teil {number % 7}/datei {number}", number, number);
        }

        await stage.TellAsync("alice", "upload_file", stage.In("日本 映画"), "Gruppe Ä");
        await stage.TellAsync("alice", "upload_file", stage.Sample("leer", 0), "Gruppe Ä");
        await FetchAsync("bob", "日本 映画", "Gruppe Ä");
        await FetchAsync("bob", "leer", "Gruppe Ä");

        foreach (var file in Directory.EnumerateFiles(stage.In("日本 映画"), "*", SearchOption.AllDirectories))
        {
            var copy = stage.In("bob-files", Path.GetRelativePath(stage.In(), file));
            (await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }

        new FileInfo(stage.In("bob-files", "leer")).Length.ShouldBe(0);
    }

    [Fact]
    public async Task The_session_of_the_seed_runs_from_redirected_input()
    {
        var film = stage.Sample("my film.bin", 1_500_000);
        await stage.StartMemberAsync("bob", "other", "bob");
        await stage.TellAsync("bob", "create_group", "g2");

        var ended = await stage.TypeAsync(
            "alice",
            $"""
            create_user alice secret
            login alice secret
            create_group g1
            join_group g2
            list_groups
            list_requests g1
            upload_file "{film}" g1
            list_files g1
            show_downloads
            stop_share g1 "my film.bin"
            leave_group g1
            logout

            """);

        ended.Error.ShouldNotContain("error");
        ended.Out.Split('\n').ShouldBe(
        [
            "user alice created", "logged in as alice", "group g1 created", "join request sent to g2", "g1\t1\towner", "g2\t1\trequested", "other\t1\t",
            "sharing my film.bin in g1 (1,500,000 B, 3 pieces)", "my film.bin\t1500000\t1", "stopped sharing my film.bin in g1", "left g1", "logged out", "",
        ]);
        ended.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_tracker_that_is_killed_and_started_again_knows_everything_and_downloads_go_on()
    {
        var film = stage.Sample("film.bin", 8_000_000);
        await stage.StartMemberAsync("alice", "g1", "alice", "--upload-rate", "2MB");
        await stage.StartMemberAsync("bob", "g1", "alice");
        await stage.TellAsync("alice", "upload_file", film, "g1");
        await stage.TellAsync("bob", "download_file", "g1", "film.bin", stage.Folder("bob-files"));

        await stage.KillAsync("tracker");
        (await stage.TryAsync("bob", "list_files", "g1")).Error.ShouldContain("cannot be reached (Connection refused); start it");
        await stage.StartTrackerAsync();

        await stage.TellAsync("bob", "wait", "60");
        (await stage.TellAsync("bob", "list_files", "g1")).ShouldStartWith("film.bin\t8000000\t");
    }

    private static long HeldBy(string json) => System.Text.Json.JsonDocument.Parse(json.Split('\n')[0]).RootElement.GetProperty("bytes").GetInt64();

    private static int FromOthers(string json) =>
        System.Text.Json.JsonDocument.Parse(json.Split('\n')[0]).RootElement.GetProperty("pieces_from").EnumerateObject().Sum(source => source.Value.GetInt32());

    private async Task FetchAsync(string name, string file, string group = "g1")
    {
        await stage.TellAsync(name, "download_file", group, file, stage.Folder($"{name}-files"));
        await stage.TellAsync(name, "wait", "90");
    }
}
