namespace PeerShare.App.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("say which", "")]
    [InlineData("'own' is not understood here", "own")]
    [InlineData("<file> missing", "owner 5000")]
    [InlineData("<port> and <file> missing", "owner")]
    [InlineData("'extra' is not understood here", "owner 5000 film extra")]
    [InlineData("a number from 0 to 65535", "owner 65536 film")]
    [InlineData("a number from 0 to 65535", "owner -1 film")]
    [InlineData("a number from 0 to 65535", "owner five film")]
    [InlineData("a number from 1 to 65535", "peer 0 5001 5002")]
    [InlineData("a number from 1 to 65535", "peer 5000 5001 host:70000")]
    [InlineData("a number from 1 to 1000", "owner 5000 film --peers 0")]
    [InlineData("100KB", "owner 5000 film --chunk-size many")]
    [InlineData("30s", "peer 5000 5001 5002 --patience 3")]
    [InlineData("power of two", "make-torrent film film.torrent --piece-length 100KB")]
    [InlineData("http://", "seed film.torrent films --tracker udp://tracker:1")]
    [InlineData("HOST:PORT", "fetch film.torrent films --peer 127.0.0.1:1 --peer ::1:2")]
    [InlineData("IP:PORT", "fetch film.torrent films --listen home:1")]
    [InlineData("say which: list, reset, delete", "tracker user")]
    [InlineData("<tracker_info.txt> and <number> missing", "tracker")]
    [InlineData("give a number from 0 to 1000000", "tracker tracker_info.txt 1 --max-files many")]
    [InlineData("such as 102400, 100KB, 1MB or 5GB", "tracker tracker_info.txt 1 --max-torrent-bytes many")]
    [InlineData("--dir", "peer 5000 5001 5002 --dir")]
    public async Task Wrong_usage_is_told_in_one_line_with_where_to_read_on(string told, string words)
    {
        var shell = await Shell.RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        shell.ExitCode.ShouldBe(2);
        shell.Out.ShouldBeEmpty();
        var lines = shell.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("error: ");
        lines[0].ShouldContain(told);
        lines[1].ShouldStartWith("see: peershare ");
    }

    [Fact]
    public async Task With_json_wrong_usage_is_an_event_too()
    {
        var shell = await Shell.RunAsync("owner", "5000", "--json");

        shell.ExitCode.ShouldBe(2);
        shell.Out.ShouldBe("{\"event\":\"error\",\"message\":\"<file> missing\"}\n");
        shell.Error.ShouldStartWith("error: <file> missing");
    }

    [Fact]
    public async Task A_file_may_be_called_at_something()
    {
        var shell = await Shell.RunAsync("owner", "5000", "@film");

        shell.Error.ShouldContain("there is no file @film");
    }

    [Theory]
    [InlineData("")]
    [InlineData("owner")]
    [InlineData("peer")]
    [InlineData("inspect")]
    [InlineData("make-torrent")]
    [InlineData("seed")]
    [InlineData("fetch")]
    [InlineData("demo")]
    [InlineData("demo ring")]
    [InlineData("client")]
    [InlineData("upload_file")]
    public async Task Every_command_explains_itself_with_examples(string words)
    {
        var shell = await Shell.RunAsync([.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        shell.ExitCode.ShouldBe(0);
        shell.Out.ShouldContain($"Examples:\n  peershare {words}");
        shell.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("peershare own", "owner")]
    [InlineData("peershare demo ", "ring")]
    [InlineData("./peershare owner --p", "--patience")]
    public async Task The_shell_can_complete_a_word(string typed, string expected)
    {
        var shell = await Shell.RunAsync($"[suggest:{typed.Length}]", typed);

        shell.ExitCode.ShouldBe(0);
        shell.Out.Split('\n').ShouldContain(expected);
    }
}
