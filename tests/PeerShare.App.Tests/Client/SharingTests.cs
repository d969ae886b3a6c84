namespace PeerShare.App.Tests.Client;

/// <summary>What is fetched and shared, over restarts, changes and refusals.</summary>
public sealed class SharingTests : ClientStage
{
    [Fact]
    public async Task A_client_that_is_started_again_is_logged_in_and_shares()
    {
        var film = Sample("film", 700_000);
        await using (var alice = await StartAsAsync("alice"))
        {
            await alice.TellAsync("create_group g1");
            await alice.TellAsync($"upload_file {film} g1");
        }

        await using var again = await StartAsync("client-alice");
        (await again.TellAsync("whoami")).ShouldBe("alice");
        await using var bob = await StartAsAsync("bob");
        await JoinAsync(again, bob, "g1");
        await FetchAsync(bob, "g1", "film");

        File.ReadAllBytes(Path.Combine(Folder.Path, "bob", "film")).ShouldBe(File.ReadAllBytes(film));
    }

    [Fact]
    public async Task Another_user_of_the_same_client_neither_shares_nor_sees_what_the_first_did()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 10)} g1");
        await alice.TellAsync("logout");
        await alice.TellAsync("create_user bob pw");

        (await alice.TellAsync("login bob pw")).ShouldBe("logged in as bob");
        alice.Host.Demand().Holdings.All.ShouldBeEmpty();
        await alice.TellAsync("logout");
        await alice.TellAsync("login alice pw");
        await UntilAsync(async () => await alice.TellAsync("list_files g1") == "film\t10\t1");
    }

    [Theory]
    [InlineData(600_000)]
    [InlineData(600_001)]
    [InlineData(599_999)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_shared_file_that_is_changed_is_not_served_and_the_sharer_is_told(int becomes)
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        var film = Sample("film", 600_000);
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {film} g1");
        await JoinAsync(alice, bob, "g1");

        File.Delete(film);
        if (becomes >= 0)
        {
            Sample("film", becomes, seed: 2);
        }

        await bob.TellAsync($"download_file g1 film {Folder.Folder("bob")}");
        await alice.HearsAsync($"film in g1 is not shared any more: {film} was changed; ");

        (await bob.TellAsync("show_downloads")).ShouldStartWith("[D] [g1] film 0% ");
        (await bob.TellAsync("cancel_download g1 film")).ShouldBe("cancelled film in g1");
        Directory.EnumerateFileSystemEntries(Path.Combine(Folder.Path, "bob")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_downloading_is_not_listed_as_shared()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        var film = Sample("film", 600_000);
        await alice.TellAsync($"upload_file {film} g1");
        await JoinAsync(alice, bob, "g1");
        await alice.TellAsync("logout");
        await bob.TellAsync($"download_file g1 film {Folder.Folder("bob")}");

        (await bob.TellAsync($"upload_file {film} g1")).ShouldBe("error: film in g1 is downloading already");

        (await bob.TellAsync("list_files g1")).ShouldBe("film\t600000\t0");
        (await bob.Host.AskAsync(token => bob.Host.Tracker.OwnSharesAsync(token, TestContext.Current.CancellationToken))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Equal_names_of_two_groups_do_not_go_to_one_place()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        var film = Sample("film", 600_000);
        foreach (var group in new[] { "g1", "g2" })
        {
            await alice.TellAsync($"create_group {group}");
            await alice.TellAsync($"upload_file {film} {group}");
            await JoinAsync(alice, bob, group);
        }

        await alice.TellAsync("logout");
        var folder = Folder.Folder("bob");
        var answers = await Task.WhenAll(bob.TellAsync($"download_file g1 film {folder}"), bob.TellAsync($"download_file g2 film {folder}"));

        answers.Count(answer => answer.StartsWith("downloading film to ", StringComparison.Ordinal)).ShouldBe(1);
        answers.Single(answer => answer.StartsWith("error: ", StringComparison.Ordinal)).ShouldEndWith("; give the destination another name");
    }

    [Fact]
    public async Task A_shared_file_that_was_changed_while_the_client_was_away_is_not_served()
    {
        var film = Sample("film", 600_000);
        await using (var alice = await StartAsAsync("alice"))
        {
            await alice.TellAsync("create_group g1");
            await alice.TellAsync($"upload_file {film} g1");
        }

        Sample("film", 600_000, seed: 2);
        await using var again = await StartAsync("client-alice");

        await again.HearsAsync($"film in g1 is not shared any more: {film} was changed; ");
        (await again.TellAsync($"upload_file {film} g1")).ShouldBe("error: g1 already has another file named film");
        Sample("film", 600_000);
        (await again.TellAsync($"upload_file {film} g1")).ShouldBe("sharing film in g1 (600,000 B, 2 pieces)");
    }

    [Fact]
    public async Task The_same_content_from_two_members_is_one_file_with_two_sources_and_other_content_is_refused()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        await JoinAsync(alice, bob, "g1");
        await alice.TellAsync($"upload_file {Sample("a/film", 600_000)} g1");

        (await bob.TellAsync($"upload_file {Sample("b/film", 600_000)} g1")).ShouldBe("sharing film in g1 (600,000 B, 2 pieces)");
        (await bob.TellAsync("list_files g1")).ShouldBe("film\t600000\t2");
        (await bob.TellAsync($"upload_file {Sample("c/film", 600_000, seed: 2)} g1")).ShouldBe("error: g1 already has another file named film");
        (await bob.TellAsync($"upload_file {Sample("d/film", 600_001)} g1")).ShouldBe("error: g1 already has another file named film");
    }

    [Fact]
    public async Task A_folder_an_empty_file_and_foreign_letters_arrive_as_they_were()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group \"Gruppe Ä\"");
        await JoinAsync(alice, bob, "\"Gruppe Ä\"");
        Sample("日本 映画/eins.bin", 600_000);
        Sample("日本 映画/unter/zwei.bin", 0);
        await alice.TellAsync($"upload_file \"{Folder.Path}/日本 映画\" \"Gruppe Ä\"");
        await alice.TellAsync($"upload_file \"{Sample("leer", 0)}\" \"Gruppe Ä\"");

        await FetchAsync(bob, "\"Gruppe Ä\"", "\"日本 映画\"");
        await FetchAsync(bob, "\"Gruppe Ä\"", "leer");

        (await bob.TellAsync("show_downloads")).ShouldBe("[C] [Gruppe Ä] leer\n[C] [Gruppe Ä] 日本 映画");
        File.ReadAllBytes(Path.Combine(Folder.Path, "bob/日本 映画/eins.bin")).ShouldBe(File.ReadAllBytes(Path.Combine(Folder.Path, "日本 映画/eins.bin")));
        new FileInfo(Path.Combine(Folder.Path, "bob/日本 映画/unter/zwei.bin")).Length.ShouldBe(0);
        new FileInfo(Path.Combine(Folder.Path, "bob/leer")).Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_destination_that_cannot_be_used_is_refused_before_anything_is_begun()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 10)} g1");
        await JoinAsync(alice, bob, "g1");
        var there = Sample("there", 3);

        (await bob.TellAsync($"download_file g1 film {there}")).ShouldBe($"error: {there} is there already and is not overwritten; give the destination another name");
        (await bob.TellAsync($"download_file g1 film {Folder.Path}/no/such")).ShouldBe($"error: there is no folder {Folder.Path}/no; make it first");
        (await bob.TellAsync($"download_file g1 film {Folder.Path}/no/")).ShouldBe($"error: there is no folder {Folder.Path}/no/; make it first");
        (await bob.TellAsync($"download_file g1 film {Folder.Path}/a:b")).ShouldStartWith("error: the name 'a:b' contains a colon");
        (await alice.TellAsync($"download_file g1 film {Folder.Path}/copy")).ShouldBe($"error: this node already shares film in g1 from {Folder.Path}/film");
        (await bob.TellAsync("show_downloads")).ShouldBe("");
    }

    [Fact]
    public async Task A_download_that_is_paused_stays_so_over_a_restart_and_goes_on_when_told()
    {
        await using var alice = await StartAsAsync("alice");
        var bob = await StartAsAsync("bob");
        var film = Sample("film", 3_000_000);
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {film} g1");
        await JoinAsync(alice, bob, "g1");
        await alice.TellAsync("logout");
        await bob.TellAsync($"download_file g1 film {Folder.Path}/copy");
        (await bob.TellAsync("pause_download g1 film")).ShouldBe("paused film in g1");
        await bob.DisposeAsync();

        bob = await StartAsync("client-bob");
        await alice.TellAsync("login alice pw");
        (await bob.TellAsync("show_downloads")).ShouldBe("[P] [g1] film 0%");
        (await bob.TellAsync("resume_download g1 film")).ShouldBe("resumed film in g1");
        (await bob.TellAsync("wait 30")).ShouldBe("");
        await bob.DisposeAsync();

        File.ReadAllBytes(Path.Combine(Folder.Path, "copy")).ShouldBe(File.ReadAllBytes(film));
    }

    [Fact]
    public async Task A_session_that_the_tracker_ended_is_told_and_ends_sharing()
    {
        await using var alice = await StartAsAsync("alice");
        await using var elsewhere = await StartAsync("elsewhere");
        await elsewhere.TellAsync("login alice pw");
        await alice.TellAsync("create_group g1");
        (await elsewhere.TellAsync("change_password pw better")).ShouldBe("password changed");

        await UntilAsync(async () => await alice.TellAsync("list_groups") != "g1\t1\towner");
        await UntilAsync(async () => await alice.TellAsync("whoami") == "error: not logged in; login first");
    }

    [Fact]
    public async Task No_torrent_or_record_has_the_passkey_in_it_and_the_session_is_private()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 10)} g1");

        var passkey = alice.Host.Session.ShouldNotBeNull().Passkey;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder.Path, "client-alice", "users"), "*", SearchOption.AllDirectories))
        {
            File.ReadAllText(file).ShouldNotContain(passkey);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(Folder.Path, "client-alice", "session.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Directory.EnumerateDirectories(Path.Combine(Folder.Path, "client-alice", "users")).Single())
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task FetchAsync(StagedClient client, string group, string name)
    {
        (await client.TellAsync($"download_file {group} {name} {Folder.Folder(await client.TellAsync("whoami"))}")).ShouldStartWith("downloading");
        (await client.TellAsync("wait 30")).ShouldBe("");
    }
}
