namespace PeerShare.App.Tests.Client;

/// <summary>Asking for what one may not do, or what is not there: the answer names the thing.</summary>
public sealed class RefusalTests : ClientStage
{
    [Fact]
    public async Task What_one_may_not_do_and_what_is_not_there_is_named()
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await using var carol = await StartAsAsync("carol");
        await using var nobody = await StartAsync("nobody");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 10)} g1");
        await JoinAsync(alice, bob, "g1");
        Directory.CreateDirectory(Path.Combine(Folder.Path, "hollow"));

        var table = new (StagedClient Who, string Line, string Told)[]
        {
            (nobody, "list_groups", "not logged in; login first"),
            (nobody, "download_file g1 film .", "not logged in; login first"),
            (nobody, "show_downloads", "not logged in; login first"),
            (nobody, "wait", "not logged in; login first"),
            (nobody, "stop_share g1 film", "not logged in; login first"),
            (nobody, "login alice no", "wrong user or password"),
            (nobody, "login nobody pw", "wrong user or password"),
            (nobody, "create_user alice pw", "user alice already exists"),
            (alice, "create_group g1", "group g1 already exists"),
            (alice, "change_password no better", "wrong password"),
            (alice, "rename_user bob", "user bob already exists"),
            (alice, "accept_request g1 dave", "dave has not asked to join g1"),
            (alice, "reject_request g1 bob", "bob has not asked to join g1"),
            (alice, "remove_member g1 carol", "carol is not a member of g1"),
            (alice, "join_group g1", "you are already a member of g1"),
            (alice, "stop_share g1 other", "no file other in g1"),
            (alice, "upload_file hollow g1", "there is no file or folder"),
            (alice, $"upload_file {Folder.Path}/hollow g1", "hollow is an empty folder; name a file or a folder with files"),
            (alice, $"upload_file {Folder.Path}/film g9", "no group g9"),
            (bob, "audit g1", "only the owner of g1 may do this"),
            (bob, "audit g9", "no group g9"),
            (bob, "list_requests g1", "only the owner of g1 may do this"),
            (bob, "remove_member g1 alice", "only the owner of g1 may do this"),
            (bob, "rename_group g1 g2", "only the owner of g1 may do this"),
            (bob, "remove_file g1 film", "only the owner of g1 or who shared film first may do this"),
            (bob, "resume_download g1 film", "film in g1 is not among the downloads; show_downloads lists them"),
            (carol, "leave_group g1", "you are not a member of g1"),
            (carol, "list_members g1", "you are not a member of g1"),
            (carol, "list_files g1", "you are not a member of g1"),
            (carol, "download_file g1 film .", "you are not a member of g1"),
            (carol, $"upload_file {Folder.Path}/film g1", "you are not a member of g1"),
            (carol, "leave_group g9", "no group g9"),
            (carol, "list_members g9", "no group g9"),
            (carol, "help fly", "there is no command 'fly'; help lists them"),
        };
        List<string> others = [];
        foreach (var (who, line, told) in table)
        {
            var answer = await who.TellAsync(line);
            others.AddRange(answer.StartsWith($"error: {told}", StringComparison.Ordinal) ? [] : [$"{line}: {answer}"]);
        }

        others.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("con")]
    [InlineData("a:b")]
    [InlineData("a\\b")]
    [InlineData("dot.")]
    [InlineData("a~b")]
    public async Task A_file_whose_name_is_no_name_everywhere_is_not_shared(string name)
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        Sample(name, 10);

        (await alice.TryAsync(["upload_file", Path.Combine(Folder.Path, name), "g1"])).Said.ShouldMatch($"^error: .*'{System.Text.RegularExpressions.Regex.Escape(name)}' .*");
        (await alice.TellAsync("list_files g1")).ShouldBe("");
    }
}
