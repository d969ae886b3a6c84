using System.Text;
using PeerShare.App.Parsing;
using PeerShare.App.Tracking;

namespace PeerShare.App.Tests.Tracking;

/// <summary>Which trackers are known, and in what order they are used.</summary>
public sealed class TrackerRosterTests
{
    private static readonly Address One = new("192.0.2.1", 5000);
    private static readonly Address Two = new("192.0.2.2", 5000);
    private static readonly Address Three = new("192.0.2.3", 5000);
    private static readonly Address Local = new("127.0.0.1", 5000);

    private readonly TrackerRoster roster = new([One, Two]);

    [Fact]
    public void What_a_tracker_tells_of_is_learned_and_used_when_it_has_answered()
    {
        var change = roster.Change;

        Hear(One, milliseconds: 30, One, Two, Three);

        change.IsCompleted.ShouldBeTrue();
        Known.ShouldBe([One, Two, Three]);
        Hear(Three, milliseconds: 1, Three, One, Two);
        Hear(Two, milliseconds: 20, Two, One, Three);
        Known.ShouldBe([Three, Two, One]);
    }

    [Fact]
    public void A_little_nearer_is_no_reason_to_move()
    {
        Hear(One, 30, One, Two);
        Hear(Two, 15, Two, One);
        Known[0].ShouldBe(One);

        Hear(One, 60, One, Two);

        Known[0].ShouldBe(Two);
    }

    [Fact]
    public void Who_is_behind_the_others_is_used_after_them()
    {
        Hear(One, 1, One, Two);

        TrackerTelling.TryRead(Answer(LineOf($"{One}", "behind", "null")), Two, out var told).ShouldBeTrue();
        roster.Hear(Two, TimeSpan.FromMilliseconds(90), told.ShouldNotBeNull());

        Known.ShouldBe([Two, One]);
        Hear(Two, 90, Two, One);
        Known.ShouldBe([One, Two]);
    }

    [Fact]
    public void Who_neither_answers_nor_is_told_of_is_forgotten()
    {
        Hear(One, 1, One, Two, Three);
        roster.Failed(Three, "it is gone");
        Hear(Two, 1, Two, One, Three);
        Hear(One, 1, One, Two);
        Known.ShouldContain(Three);

        var change = roster.Change;
        Hear(Two, 1, Two, One);

        Known.ShouldBe([One, Two], ignoreOrder: true);
        change.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Who_answers_stays_although_nobody_tells_of_it()
    {
        Hear(One, 1, One, Three);
        Hear(Three, 1, Three);
        Hear(One, 1, One);

        Known.ShouldContain(Three);
    }

    [Fact]
    public void What_an_earlier_run_learned_is_asked_before_it_is_forgotten()
    {
        roster.Remember([Three]);
        Hear(One, 1, One, Two);
        Known.ShouldContain(Three);

        roster.Failed(Three, "it is gone");
        Hear(One, 1, One, Two);

        Known.ShouldNotContain(Three);
    }

    [Fact]
    public void The_list_is_never_forgotten()
    {
        roster.Failed(Two, "it is gone");
        Hear(One, 1, One);

        Known.ShouldBe([One, Two]);
    }

    [Fact]
    public void A_second_name_of_a_tracker_is_not_another_tracker()
    {
        Hear(Two, 1, Two, Three);
        Known.ShouldContain(Three);

        Hear(One, 1, Three, Two);

        Known.ShouldBe([One, Two], ignoreOrder: true);
        Hear(Two, 1, Two, Three);
        Known.ShouldBe([One, Two], ignoreOrder: true);
    }

    [Fact]
    public void No_more_than_a_bounded_number_is_learned()
    {
        Hear(One, 1, [One, .. Enumerable.Range(1, 60).Select(number => new Address($"198.51.100.{number}", 5000))]);

        Known.Count.ShouldBe(TrackerRoster.MostTrackers);
    }

    [Theory]
    [InlineData("192.0.2.9\\u001b[31m:5000")]
    [InlineData("192.0.2.9:0")]
    [InlineData("192.0.2.9")]
    [InlineData("0.0.0.0:5000")]
    [InlineData("[::]:5000")]
    [InlineData("127.0.0.1:5000")]
    [InlineData("a b:5000")]
    [InlineData("")]
    public void What_cannot_be_connected_to_from_here_is_not_learned(string address)
    {
        TrackerTelling.TryRead(Answer(LineOf(address, "up", "null")), One, out var told).ShouldBeTrue();

        told.ShouldNotBeNull().Others.ShouldBeEmpty();
    }

    [Fact]
    public void A_tracker_on_this_machine_may_tell_of_another_one_here()
    {
        TrackerTelling.TryRead(Answer(LineOf("127.0.0.1:5001", "up", "null")), Local, out var told).ShouldBeTrue();

        told.ShouldNotBeNull().Others.Keys.ShouldBe([new Address("127.0.0.1", 5001)]);
    }

    [Fact]
    public void What_a_tracker_says_of_another_cannot_move_the_cursor_and_ends()
    {
        TrackerTelling.TryRead(Answer(LineOf($"{Two}", "away", $"\"\\u001b[2J\\nforged{new string('a', 1000)}\"")), One, out var told).ShouldBeTrue();

        var problem = told.ShouldNotBeNull().Others[Two].Problem.ShouldNotBeNull();
        problem.ShouldNotContain(letter => char.IsControl(letter));
        problem.Length.ShouldBeLessThanOrEqualTo(300);
    }

    [Theory]
    [InlineData("[{}]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<html>")]
    public void Rubbish_is_no_answer(string answer) => TrackerTelling.TryRead(Encoding.UTF8.GetBytes(answer), One, out _).ShouldBeFalse();

    private IReadOnlyList<Address> Known => [.. roster.Trackers.Select(tracker => tracker.Address)];

    /// <summary>A tracker answers that it is called so and knows these.</summary>
    private void Hear(Address from, int milliseconds, Address self, params Address[] others)
    {
        var lines = others.Select(other => LineOf(other.ToString(), "up", "null")).Prepend(LineOf(self.ToString(), "self", "null"));
        TrackerTelling.TryRead(Answer([.. lines]), from, out var told).ShouldBeTrue();
        roster.Hear(from, TimeSpan.FromMilliseconds(milliseconds), told.ShouldNotBeNull());
    }

    private void Hear(Address from, int milliseconds, Address[] all) => Hear(from, milliseconds, all[0], all[1..]);

    private static byte[] Answer(params string[] lines) => Encoding.UTF8.GetBytes($"[{string.Join(',', lines)}]");

    private static string LineOf(string address, string state, string problem) =>
        $"{{\"address\":\"{address}\",\"state\":\"{state}\",\"behindSeconds\":0,\"problem\":{problem}}}";
}
