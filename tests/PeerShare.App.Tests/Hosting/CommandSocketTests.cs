using System.Net.Sockets;
using System.Text;
using PeerShare.App.Commands.Client;
using PeerShare.App.Hosting;
using PeerShare.App.Tests.Client;

namespace PeerShare.App.Tests.Hosting;

/// <summary>What comes over the socket that takes a client's commands from other processes of its user.</summary>
public sealed class CommandSocketTests : ClientStage
{
    private const string Refused = "{\"out\":null,\"error\":\"error: this is no command of a peershare of the same version, or it came too slowly\\n\",\"draw\":null,\"exit\":2}\n";

    private readonly ManualTime time = new();

    [Theory]
    [InlineData("{\"words\":[null],\"folder\":\"/\",\"isTerminal\":false}")]
    [InlineData("{\"words\":[\"help\",null],\"folder\":\"/\",\"isTerminal\":false}")]
    [InlineData("{\"words\":null,\"folder\":\"/\",\"isTerminal\":false}")]
    [InlineData("{\"words\":[],\"folder\":\"/\",\"isTerminal\":false}")]
    [InlineData("{\"words\":[\"help\"],\"folder\":null,\"isTerminal\":false}")]
    [InlineData("{\"words\":[\"help\"],\"folder\":\"here\",\"isTerminal\":false}")]
    [InlineData("{\"words\":[\"help\"],\"folder\":\"/\\u0000\",\"isTerminal\":false}")]
    [InlineData("{\"words\":[\"help\"]}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("\ufeff\u0000")]
    public async Task What_is_no_command_is_refused_in_a_line(string line)
    {
        await using var client = await StartAsync("client");
        await using var socket = Open(client);

        (await SayAsync($"{line}\n")).ShouldBe(Refused);
        (await SayAsync("{\"words\":[\"whoami\"],\"folder\":\"/\",\"isTerminal\":false}\n")).ShouldEndWith("\"exit\":1}\n");
    }

    [Fact]
    public async Task What_never_ends_is_refused_when_it_is_too_long()
    {
        await using var client = await StartAsync("client");
        await using var socket = Open(client);

        (await SayAsync(new string('[', 2 << 20))).ShouldBeOneOf(Refused, "");
    }

    [Fact]
    public async Task What_drips_a_byte_at_a_time_is_refused_when_its_time_is_over()
    {
        await using var client = await StartAsync("client");
        await using var socket = Open(client);
        using var caller = await CallAsync();
        await caller.SendAsync("{\"words\":"u8.ToArray());

        var heard = HearAsync(caller);
        while (!heard.IsCompleted)
        {
            await TrySendAsync(caller, " "u8.ToArray());
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await heard).ShouldBeOneOf(Refused, "");
    }

    [Fact]
    public async Task A_mutated_request_is_answered_with_an_exit_code()
    {
        await using var client = await StartAsync("client");
        await using var socket = Open(client);
        byte[][] good =
        [
            "{\"words\":[\"whoami\"],\"folder\":\"/\",\"isTerminal\":false}"u8.ToArray(),
            "{\"words\":[\"download_file\",\"g1\",\"film\",\".\",\"--json\"],\"folder\":\"/tmp\",\"isTerminal\":true}"u8.ToArray(),
        ];

        await Fuzz.TryAsync(3_000, good, async bytes =>
        {
            var answer = await SayAsync($"{Encoding.Latin1.GetString(bytes)}\n");
            answer.ShouldMatch("\"exit\":[12]}\n$");
            answer.ShouldNotContain("defect");
        });
    }

    [Fact]
    public async Task A_caller_that_goes_away_ends_its_command_and_nothing_else()
    {
        await using var alice = await StartAsAsync("alice");
        await alice.TellAsync("create_group g1");
        await alice.TellAsync($"upload_file {Sample("film", 5)} g1");
        await using var bob = await StartAsAsync("bob");
        await JoinAsync(alice, bob, "g1");
        await alice.TellAsync("logout");
        await bob.TellAsync($"download_file g1 film {Folder.Path}/copy");
        await using var socket = Open(bob);
        using var caller = await CallAsync();
        await caller.SendAsync("{\"words\":[\"wait\",\"--json\"],\"folder\":\"/\",\"isTerminal\":false}\n"u8.ToArray());
        await caller.ReceiveAsync(new byte[1]);

        // Going away half only, it still hears what becomes of the command.
        var heard = HearAsync(caller);
        caller.Shutdown(SocketShutdown.Send);

        (await heard).ShouldEndWith("\"exit\":130}\n");
        (await bob.TellAsync("show_downloads")).ShouldStartWith("[D] [g1] film 0%");
        (await SayAsync("{\"words\":[\"whoami\"],\"folder\":\"/\",\"isTerminal\":false}\n")).ShouldStartWith("{\"out\":\"bob\\n\"");
    }

    private string SocketPath => Path.Combine(Folder.Path, "s");

    private CommandSocket Open(StagedClient client) => CommandSocket.Open(SocketPath, new CommandDoor(client.Host, () => { }), time);

    private async Task<string> SayAsync(string text)
    {
        using var caller = await CallAsync();
        await TrySendAsync(caller, Encoding.UTF8.GetBytes(text));
        return await HearAsync(caller);
    }

    private async Task<Socket> CallAsync()
    {
        var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await caller.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), TestContext.Current.CancellationToken);
        return caller;
    }

    private static async Task TrySendAsync(Socket caller, byte[] bytes)
    {
        try
        {
            await caller.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // It has heard enough.
        }
    }

    /// <returns>All that is answered; "" when the connection was reset, because not all of what was said had been read.</returns>
    private static async Task<string> HearAsync(Socket caller)
    {
        try
        {
            await using var stream = new NetworkStream(caller);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
