using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using PeerShare.Engine.Announce;
using PeerShare.Engine.Tests.Peers;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Announce;

public sealed class AnnouncerTests : IDisposable
{
    private readonly TcpListener tracker = new(IPAddress.Loopback, 0);
    private readonly TrackerClient client = new(from: null);
    private readonly VirtualTime time = new();

    public AnnouncerTests() => tracker.Start();

    public void Dispose()
    {
        tracker.Dispose();
        client.Dispose();
    }

    [Theory]
    [InlineData("d14:failure reason4:busy8:intervali0ee")]
    [InlineData("d8:intervali0e5:peers0:e")]
    public async Task A_tracker_that_wants_no_pause_is_asked_again_after_five_seconds_at_the_earliest(string answer)
    {
        await using var announcer = Announce();
        await AnswerAsync(answer);

        await time.TimerSetAsync(TimeSpan.FromSeconds(5));

        tracker.Pending().ShouldBeFalse();
        tracker.Stop();
    }

    [Fact]
    public async Task What_a_tracker_sends_instead_of_an_answer_does_not_reach_the_terminal_raw()
    {
        var complaint = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var announcer = Announce((_, reason) => complaint.TrySetResult(reason));
        using (var caller = await tracker.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().Soon())
        {
            await caller.GetStream().WriteAsync("HTTP/9.9 \u001b[31m\u0007 away\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        (await complaint.Task.Soon()).ShouldNotContain(character => char.IsControl(character));
        tracker.Stop();
    }

    [Theory]
    [InlineData("200 OK", "", "its answer is longer than 1 MiB")]
    [InlineData("200 OK", "X: ", "its answer is longer than 1 MiB")]
    [InlineData("302 Found\r\nLocation: http://[::zz/", "\r\n", "its answer is longer than 1 MiB")]
    public async Task An_endless_or_stray_answer_is_given_up_with_a_clear_word(string status, string rest, string expected)
    {
        var complaint = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var announcer = Announce((_, reason) => complaint.TrySetResult(reason));
        using var caller = await tracker.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().Soon();
        await HearRequestAsync(caller.GetStream());

        await SayTooMuchAsync(caller.GetStream(), $"HTTP/1.1 {status}\r\n{(rest.Length == 0 ? "\r\n" : rest)}");

        (await complaint.Task.Soon()).ShouldStartWith(expected);
        tracker.Stop();
    }

    [Fact]
    public async Task A_tracker_that_becomes_known_later_is_told_of_a_transfer_that_runs()
    {
        using var later = new TcpListener(IPAddress.Loopback, 0);
        later.Start();
        List<string> known = [];
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var announcer = new Announcer(Setup((_, _) => failed.TrySetResult()) with { LaterTrackers = () => known });
        await AnswerAsync("d14:failure reason4:busye");
        await failed.Task.Soon();

        known.Add($"http://{later.LocalEndpoint}/announce");
        announcer.Again();

        await AnswerAsync("d14:failure reason4:busye");
        using var caller = await later.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().Soon();
        await HearRequestAsync(caller.GetStream());
        tracker.Stop();
    }

    [Fact]
    public async Task Who_has_nobody_to_fetch_from_asks_again_soon_and_then_less_often()
    {
        await using var announcer = new Announcer(Setup() with { Tiers = [], LaterTrackers = () => [$"http://{tracker.LocalEndpoint}/announce"] });

        foreach (var seconds in new[] { 5, 10, 20 })
        {
            var waits = time.TimerSetAsync(TimeSpan.FromSeconds(seconds));
            await AnswerAsync("d8:intervali120e12:min intervali60e5:peers0:e");
            await waits;
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        tracker.Stop();
    }

    [Fact]
    public async Task While_a_tracker_hangs_the_next_brings_the_first_peers_and_one_that_was_only_slow_is_heard_too()
    {
        using var next = new TcpListener(IPAddress.Loopback, 0);
        next.Start();
        var found = Channel.CreateUnbounded<IPEndPoint>();
        await using var announcer = new Announcer(Setup() with
        {
            Tiers = [[$"http://{tracker.LocalEndpoint}/announce"], [$"http://{next.LocalEndpoint}/announce"]],
            Found = peers => peers.ToList().ForEach(peer => found.Writer.TryWrite(peer)),
        });
        using var slow = await tracker.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().Soon();
        await HearRequestAsync(slow.GetStream());
        await time.TimerSetAsync(TimeSpan.FromSeconds(2));
        next.Pending().ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(2));

        await AnswerAsync(PeerAt("1.1.1.1"), next);
        (await found.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon()).Address.ShouldBe(IPAddress.Parse("1.1.1.1"));
        await SayAsync(slow.GetStream(), PeerAt("2.2.2.2"));
        (await found.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon()).Address.ShouldBe(IPAddress.Parse("2.2.2.2"));
        await time.TimerSetAsync(TimeSpan.FromSeconds(120));
        tracker.Stop();
        next.Stop();
    }

    [Fact]
    public async Task A_tracker_of_somebody_else_is_not_asked_before_its_least_interval()
    {
        await using var announcer = Announce();
        var waits = time.TimerSetAsync(TimeSpan.FromSeconds(60));

        await AnswerAsync("d8:intervali120e12:min intervali60e5:peers0:e");

        await waits;
        tracker.Stop();
    }

    private static async Task SayTooMuchAsync(NetworkStream stream, string beginning)
    {
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning));
            await stream.WriteAsync(Enumerable.Repeat((byte)'d', 3 << 20).ToArray());
        }
        catch (IOException)
        {
            // It has heard enough.
        }
    }

    private Announcer Announce(Action<string, string>? failed = null) => new(Setup(failed));

    private AnnouncerSetup Setup(Action<string, string>? failed = null) => new()
    {
        Tiers = [[$"http://{tracker.LocalEndpoint}/announce"]],
        InfoHash = InfoHash.Of("any"u8),
        Me = RawPeer.Id,
        Port = 1,
        Key = new byte[8],
        State = () => new AnnounceState(0, 0, 1, IsAlone: true),
        Found = _ => { },
        Failed = failed ?? ((_, _) => { }),
        Time = time,
        Random = new Random(1),
        Client = client,
    };

    private static string PeerAt(string address) => $"d8:intervali120e5:peersld2:ip{address.Length}:{address}4:porti7000eeee";

    private async Task AnswerAsync(string body, TcpListener? asked = null)
    {
        using var caller = await (asked ?? tracker).AcceptTcpClientAsync().Soon();
        var stream = caller.GetStream();
        await HearRequestAsync(stream);
        await SayAsync(stream, body);
    }

    private static async Task SayAsync(NetworkStream stream, string body) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));

    private static async Task HearRequestAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync().Soon() is { Length: > 0 })
        {
        }
    }
}
