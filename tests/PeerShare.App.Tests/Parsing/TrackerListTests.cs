using PeerShare.App.Commands;
using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Parsing;

public sealed class TrackerListTests
{
    private const string Printed = "sha256:abababababababababababababababababababababababababababababababab";

    [Theory]
    [InlineData("127.0.0.1:5000\n127.0.0.1:5001", "127.0.0.1:5000 127.0.0.1:5001")]
    [InlineData("127.0.0.1\n5000\n127.0.0.1\n5001\n", "127.0.0.1:5000 127.0.0.1:5001")]
    [InlineData("127.0.0.1 5000", "127.0.0.1:5000")]
    [InlineData("# ours\n\n  tracker.example:5000  # the first\n[::1]:5001\r\n", "tracker.example:5000 [::1]:5001")]
    [InlineData("[::1]\n5001", "[::1]:5001")]
    [InlineData($"\uFEFF127.0.0.1:5000 {Printed}", "127.0.0.1:5000")]
    public void Every_dialect_is_read(string text, string trackers) =>
        string.Join(' ', TrackerList.Parse(text.Split('\n'), "list").Select(tracker => tracker.Address)).ShouldBe(trackers);

    [Fact]
    public void A_fingerprint_belongs_to_its_tracker() =>
        TrackerList.Parse([$"a:1 {Printed}", "b:2", $"c:3 SHA256:{string.Join(':', Enumerable.Repeat("AB", 32))}"], "list")
            .Select(tracker => tracker.Fingerprint?.ToString())
            .ShouldBe([Printed, null, Printed]);

    [Theory]
    [InlineData("a:1 sha256:ab12")]
    [InlineData("a:1 sha256:")]
    [InlineData("a:1 sha256:xyababababababababababababababababababababababababababababababab")]
    public void A_fingerprint_that_is_not_whole_is_refused(string line) =>
        Should.Throw<CommandFailure>(() => TrackerList.Parse([line], "list")).Message.ShouldStartWith("line 1 of list has no whole fingerprint");

    [Theory]
    [InlineData("", "list names no tracker; write a line such as 127.0.0.1:5000")]
    [InlineData("# nothing", "list names no tracker; write a line such as 127.0.0.1:5000")]
    [InlineData("127.0.0.1:5000\nhost\n", "list ends after the host host; its port is missing")]
    [InlineData("127.0.0.1:five", "line 1 of list is not a tracker's address; write it as 127.0.0.1:5000")]
    [InlineData("a:1\nb:70000", "line 2 of list is not a tracker's address; write it as 127.0.0.1:5000")]
    public void What_is_wrong_is_told_with_its_line(string text, string told) =>
        Should.Throw<CommandFailure>(() => TrackerList.Parse(text.Split('\n'), "list")).Message.ShouldBe(told);
}
