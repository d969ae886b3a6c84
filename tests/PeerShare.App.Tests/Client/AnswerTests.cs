namespace PeerShare.App.Tests.Client;

/// <summary>The words of docs and scripts: each command's exact answer.</summary>
public sealed class AnswerTests : ClientStage
{
    [Fact]
    public async Task A_session_from_registering_to_logging_out_says_what_the_contract_says()
    {
        await using var alice = await StartAsync("a");
        await using var bob = await StartAsAsync("bob");
        var film = Sample("film one.bin", 1_234_567);
        var into = Folder.Folder("into");

        (await alice.TellAsync("whoami")).ShouldBe("error: not logged in; login first");
        (await alice.TellAsync("create_user alice secret")).ShouldBe("user alice created");
        (await alice.TellAsync("login alice wrong")).ShouldBe("error: wrong user or password");
        (await alice.TellAsync("login alice secret")).ShouldBe("logged in as alice");
        (await alice.TellAsync("login alice secret")).ShouldBe("logged in as alice");
        (await alice.TellAsync("login bob pw")).ShouldBe("error: logged in as alice; logout first");
        (await alice.TellAsync("whoami")).ShouldBe("alice");
        (await alice.TellAsync("create_group g1")).ShouldBe("group g1 created");
        (await alice.TellAsync("list_files g1")).ShouldBe("");
        (await bob.TellAsync("list_files g1")).ShouldBe("error: you are not a member of g1");
        (await bob.TellAsync("join_group g9")).ShouldBe("error: no group g9");
        (await bob.TellAsync("join_group g1")).ShouldBe("join request sent to g1");
        (await bob.TellAsync("list_groups")).ShouldBe("g1\t1\trequested");
        (await bob.TellAsync("accept_request g1 bob")).ShouldBe("error: only the owner of g1 may do this");
        (await alice.TellAsync("list_requests g1")).ShouldBe("bob");
        (await alice.TellAsync("accept_request g1 bob")).ShouldBe("bob accepted into g1");
        (await alice.TellAsync("list_members g1")).ShouldBe("alice\nbob");
        (await alice.TellAsync($"upload_file \"{film}\" g1")).ShouldBe("sharing film one.bin in g1 (1,234,567 B, 3 pieces)");
        (await alice.TellAsync($"upload_file \"{film}\" g1")).ShouldBe("sharing film one.bin in g1 (1,234,567 B, 3 pieces)");
        (await bob.TellAsync("list_files g1")).ShouldBe("film one.bin\t1234567\t1");
        (await bob.TellAsync($"download_file g1 \"film one.bin\" {into}")).ShouldBe($"downloading film one.bin to {into}");
        (await bob.TellAsync("wait 30")).ShouldBe("");
        (await bob.TellAsync("show_downloads")).ShouldBe("[C] [g1] film one.bin");
        File.ReadAllBytes(Path.Combine(into, "film one.bin")).ShouldBe(File.ReadAllBytes(film));
        (await bob.TellAsync("stop_share g1 \"film one.bin\"")).ShouldBe("stopped sharing film one.bin in g1");
        (await alice.TellAsync("logout")).ShouldBe("logged out");
        (await alice.TellAsync("logout")).ShouldBe("error: not logged in; login first");
    }

    [Fact]
    public async Task Turning_down_leaving_and_renaming_say_what_the_contract_says()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        await bob.TellAsync("join_group g1");

        (await alice.TellAsync("reject_request g1 bob")).ShouldBe("bob rejected from g1");
        (await alice.TellAsync("list_requests g1")).ShouldBe("");
        (await bob.TellAsync("list_groups")).ShouldBe("g1\t1\t");
        (await bob.TellAsync("rename_user robert")).ShouldBe("renamed to robert");
        (await bob.TellAsync("whoami")).ShouldBe("robert");
        await JoinAsync(alice, bob, "g1");
        (await alice.TellAsync("list_members g1")).ShouldBe("alice\nrobert");
        (await alice.TellAsync("rename_group g1 g2")).ShouldBe("g1 renamed to g2");
        (await alice.TellAsync("remove_member g2 robert")).ShouldBe("robert removed from g2");
        (await bob.TellAsync("change_password pw better")).ShouldBe("password changed");
        (await bob.TellAsync("logout")).ShouldBe("logged out");
        (await bob.TellAsync("login robert better")).ShouldBe("logged in as robert");
        (await alice.TellAsync("leave_group g2")).ShouldBe("left g2");
        (await alice.TellAsync("list_groups")).ShouldBe("");
    }

    [Fact]
    public async Task Help_lists_every_command_or_explains_one()
    {
        await using var alice = await StartAsync("a");

        (await alice.TellAsync("help reject_request")).ShouldBe("reject_request <group_id> <user_id>  Turns somebody down who has asked (owner only).");
        (await alice.TellAsync("help quit --json")).ShouldBe(
            "{\"event\":\"command\",\"name\":\"quit\",\"usage\":\"quit\",\"explains\":\"Ends the client; it is logged in again when it is started again.\"}\n"
            + "{\"event\":\"result\",\"ok\":true}\nquit  Ends the client; it is logged in again when it is started again.");
        (await alice.TellAsync("help fly")).ShouldBe("error: there is no command 'fly'; help lists them");
        var lines = (await alice.TellAsync("help")).Split('\n');
        lines.Select(line => line.Split(' ')[0]).ShouldBe(
        [
            "create_user", "login", "logout", "whoami", "change_password", "rename_user",
            "create_group", "join_group", "leave_group", "list_groups", "list_members", "list_requests", "accept_request", "reject_request",
            "remove_member", "audit", "rename_group",
            "list_files", "upload_file", "stop_share", "remove_file",
            "download_file", "show_downloads", "pause_download", "resume_download", "cancel_download", "wait",
            "trackers", "help", "quit",
        ]);
        lines.Select(line => line.IndexOf("  ", StringComparison.Ordinal)).ShouldAllBe(gap => gap > 0);
    }

    [Fact]
    public async Task The_audit_log_names_who_did_what_when()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 5)} g1");
        await JoinAsync(alice, bob, "g1");
        await bob.TellAsync($"download_file g1 film {Folder.Folder("into")}");
        await bob.TellAsync("wait 30");
        await bob.TellAsync("stop_share g1 film");
        await alice.TellAsync("remove_member g1 bob");

        var lines = (await alice.TellAsync("audit g1")).Split('\n');
        lines.ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t"));
        lines.Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]).ShouldBe(
        [
            "alice\tcreated\tg1", "alice\tshared\tfilm", "bob\tasked\t", "alice\taccepted\tbob", "bob\tcompleted\tfilm", "bob\tstopped\tfilm",
            "alice\tremoved\tbob",
        ]);
        (await alice.TellAsync("audit g1 --json")).ShouldContain(",\"user\":\"bob\",\"what\":\"completed\",\"object\":\"film\"}\n");
        (await bob.TellAsync("audit g1")).ShouldBe("error: only the owner of g1 may do this");
    }

    [Theory]
    [InlineData("fly", "error: there is no command 'fly'; help lists them")]
    [InlineData("create_group", "error: <group_id> missing; write: create_group <group_id> [--open]")]
    [InlineData("accept_request", "error: <group_id> and <user_id> missing; write: accept_request <group_id> <user_id>")]
    [InlineData("logout now", "error: a word too many, quote names with spaces; write: logout")]
    [InlineData("join_group \"\"", "error: <group_id> is empty; write: join_group <group_id>")]
    [InlineData("join_group a\u0007b", "error: <group_id> has a control character in it; write: join_group <group_id>")]
    [InlineData("wait long", "error: 'long' is not a number of seconds; write such as: wait 60")]
    [InlineData("wait -1", "error: '-1' is not a number of seconds; write such as: wait 60")]
    [InlineData("pause_download g1 film", "error: film in g1 is not among the downloads; show_downloads lists them")]
    [InlineData("upload_file /no/such/film g1", "error: there is no file or folder /no/such/film")]
    [InlineData("download_file g1 film .", "error: no group g1")]
    public async Task What_is_wrong_is_told_in_one_line(string line, string told)
    {
        await using var alice = await StartAsAsync("alice");

        (await alice.TellAsync(line)).ShouldBe(told);
    }

    [Fact]
    public async Task Json_names_the_same_things()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 5)} g1");

        (await alice.TellAsync("list_groups --json")).ShouldBe(
            "{\"event\":\"group\",\"name\":\"g1\",\"members\":1,\"standing\":\"owner\",\"open\":false}\n{\"event\":\"result\",\"ok\":true,\"count\":1}\ng1\t1\towner");
        (await alice.TellAsync("list_files g1 --json")).ShouldMatch(
            "^{\"event\":\"file\",\"name\":\"film\",\"bytes\":5,\"sources\":1,\"info_hash\":\"[0-9a-f]{40}\"}\n{\"event\":\"result\",\"ok\":true,\"count\":1}");
        (await alice.TellAsync("join_group g9 --json")).ShouldStartWith("{\"event\":\"error\",\"message\":\"no group g9\"}\n");
    }
}
