using PeerShare.App.Commands;
using PeerShare.App.Repl;
using PeerShare.App.Tests.Client;

namespace PeerShare.App.Tests.Repl;

/// <summary>The downloads above the prompt.</summary>
public sealed class DownloadViewTests : ClientStage
{
    private const string Running = "[------------------------] 0% 0.0 MB/s ETA - from 0 peers  film";

    private readonly ManualTime time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_download_has_a_line_while_it_runs_where_that_may_be_drawn_and_one_that_stays(bool isLive)
    {
        await using var alice = await StartAsAsync("alice");
        await using var bob = await StartAsAsync("bob");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 5)} g1");
        await JoinAsync(alice, bob, "g1");
        await alice.TellAsync("logout");
        await bob.TellAsync($"download_file g1 film {Folder.Path}/copy");
        using var terminal = new StringWriter();
        using var screen = new Screen(terminal, () => 80);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var context = new CommandContext { Out = screen.Text, Error = screen.Text, TimeProvider = time, IsTerminal = true, IsLive = isLive };

        var view = new DownloadView(screen, bob.Host, context).RunAsync(over.Token);
        await LookAsync(() => terminal.ToString().Contains(Running, StringComparison.Ordinal) || !isLive);
        screen.Text.WriteLine("hello");
        await LookAsync(() => true);
        await bob.TellAsync("pause_download g1 film");
        await LookAsync(() => terminal.ToString().Contains("\e[J[P] [g1] film 0%\r\n", StringComparison.Ordinal));

        terminal.ToString().Contains($"hello\r\n{Running}", StringComparison.Ordinal).ShouldBe(isLive);
        terminal.ToString().Contains(Running, StringComparison.Ordinal).ShouldBe(isLive);
        await over.CancelAsync();
        await view;
    }

    /// <summary>Moves time until something is so.</summary>
    private Task LookAsync(Func<bool> isSo) => UntilAsync(() =>
    {
        time.Advance(TimeSpan.FromSeconds(1));
        return Task.FromResult(isSo());
    });
}
