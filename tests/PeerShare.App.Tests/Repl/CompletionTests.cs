using PeerShare.App.Repl;
using PeerShare.App.Tests.Client;

namespace PeerShare.App.Tests.Repl;

/// <summary>What Tab proposes.</summary>
public sealed class CompletionTests : ClientStage
{
    [Theory]
    [InlineData("whoa", 0, "whoami ")]
    [InlineData("create_", 0, "create_group ", "create_user ")]
    [InlineData("fly", 0)]
    [InlineData("help paus", 5, "pause_download ")]
    [InlineData("help wait re", 10)]
    [InlineData("list_members g", 13, "g1 ")]
    [InlineData("list_members ", 13, "g1 ", "\"my group\" ", "secret ")]
    [InlineData("list_members \"my g", 13, "\"my group\" ")]
    [InlineData("accept_request g1 ", 18)]
    [InlineData("download_file g1 f", 17, "film ", "\"film two\" ")]
    [InlineData("download_file \"my group\" f", 25)]
    [InlineData("download_file g9 f", 17)]
    [InlineData("download_file 'g1 f", 18)]
    [InlineData("fly g", 4)]
    public async Task Commands_groups_and_files_are_proposed_where_they_may_stand(string before, int from, params string[] words)
    {
        await using var alice = await GatherAsync();

        var proposal = await new Completion(alice.Host).ProposeAsync(before, TestContext.Current.CancellationToken);

        proposal.From.ShouldBe(from);
        proposal.Words.ShouldBe(words);
    }

    [Theory]
    [InlineData("login alice sec")]
    [InlineData("login alice ")]
    [InlineData("create_user alice sec")]
    [InlineData("create_user alice ")]
    [InlineData("change_password sec")]
    [InlineData("change_password sec ")]
    public async Task Nothing_is_proposed_for_a_password(string before)
    {
        await using var alice = await GatherAsync();

        (await new Completion(alice.Host).ProposeAsync(before, TestContext.Current.CancellationToken)).Words.ShouldBeEmpty();
    }

    [Fact]
    public async Task Paths_are_proposed_and_a_folder_is_open_for_more()
    {
        await using var client = await StartAsync("client");
        Sample("in/film", 1);
        Sample("in/film two", 1);
        Sample("in/films/one", 1);
        Sample("in/other", 1);

        (await PathsAsync($"{Folder.Path}/in/fi")).ShouldBe([$"{Folder.Path}/in/film ", $"\"{Folder.Path}/in/film two\" ", $"{Folder.Path}/in/films/"]);
        (await PathsAsync($"{Folder.Path}/in/films/")).ShouldBe([$"{Folder.Path}/in/films/one "]);
        (await PathsAsync($"\"{Folder.Path}/in/film t")).ShouldBe([$"\"{Folder.Path}/in/film two\" "]);
        (await PathsAsync($"{Folder.Path}/none/")).ShouldBeEmpty();

        async Task<IReadOnlyList<string>> PathsAsync(string begun) =>
            (await new Completion(client.Host).ProposeAsync($"upload_file {begun}", TestContext.Current.CancellationToken)).Words;
    }

    [Fact]
    public async Task Who_is_not_logged_in_or_has_no_tracker_is_proposed_no_names()
    {
        await using var alice = await GatherAsync();
        var completion = new Completion(alice.Host);

        await alice.TellAsync("logout");
        (await completion.ProposeAsync("join_group ", TestContext.Current.CancellationToken)).Words.ShouldBeEmpty();
        await alice.TellAsync("login alice pw");
        (await completion.ProposeAsync("join_group s", TestContext.Current.CancellationToken)).Words.ShouldBe(["secret "]);
        await StopTrackerAsync();
        (await completion.ProposeAsync("join_group s", TestContext.Current.CancellationToken)).Words.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("g1 ", new[] { "g1 " })]
    [InlineData("create_", new[] { "create_group ", "create_user " })]
    [InlineData("", new[] { "film ", "\"film two\" " })]
    public void All_that_the_proposed_words_share_is_common(string common, string[] words) => new Proposal(0, words).Common.ShouldBe(common);

    /// <summary>A group is called as a password may begin.</summary>
    private async Task<StagedClient> GatherAsync()
    {
        var alice = await StartAsAsync("alice");
        foreach (var group in new[] { "g1", "\"my group\"", "secret" })
        {
            await alice.TellAsync($"create_group {group}");
        }

        await alice.TellAsync($"upload_file {Sample("film", 1)} g1");
        await alice.TellAsync($"upload_file \"{Sample("film two", 2)}\" g1");
        return alice;
    }
}
