using System.Net.Sockets;
using System.Text;
using PeerShare.App.Commands;
using PeerShare.App.Hosting;

namespace PeerShare.App.Tests.Hosting;

/// <summary>What comes back over a socket that may not be a client's of ours.</summary>
public sealed class CommandCallerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly RunningClient client;

    public CommandCallerTests()
    {
        client = new RunningClient(folder.Path, Path.Combine(folder.Path, "s"), "127.0.0.1:6001");
        listener.Bind(new UnixDomainSocketEndPoint(client.Socket));
        listener.Listen();
    }

    public void Dispose()
    {
        listener.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("{\"out\":\"hello\\n\"}\n{\"exit\":3}\n", "hello\n", 3)]
    [InlineData("{\"error\":\"error: no\\n\",\"exit\":1}\nand more", "error: no\n", 1)]
    public async Task What_a_client_answers_is_shown_up_to_its_exit_code(string answer, string shown, int code) =>
        (await CallAsync(Encoding.UTF8.GetBytes(answer))).ShouldBe((shown, code));

    [Theory]
    [InlineData("")]
    [InlineData("null\n")]
    [InlineData("[]\n")]
    [InlineData("{\"exit\":null}\n")]
    [InlineData("{\"exit\":99999999999}\n")]
    public async Task What_is_no_answer_is_a_client_that_ended(string answer) =>
        (await Should.ThrowAsync<CommandFailure>(() => CallAsync(Encoding.UTF8.GetBytes(answer)))).Message.ShouldContain("ended before it answered");

    [Fact]
    public Task A_mutated_answer_is_an_exit_code_or_a_client_that_ended() => Fuzz.TryAsync(
        2_000,
        ["{\"out\":\"hello\\n\",\"error\":null,\"draw\":\"50 %\"}\n{\"exit\":0}\n"u8.ToArray()],
        async bytes =>
        {
            try
            {
                await CallAsync(bytes);
            }
            catch (CommandFailure ended)
            {
                ended.Message.ShouldContain("ended before it answered");
            }
        });

    private async Task<(string Shown, int Code)> CallAsync(byte[] answer)
    {
        using var shown = new StringWriter();
        var context = new CommandContext { Out = shown, Error = shown };
        var calling = CommandCaller.RunAsync(client, new CallRequest(["whoami"], "/", false), context, TestContext.Current.CancellationToken);
        using (var caller = await listener.AcceptAsync(TestContext.Current.CancellationToken))
        {
            await caller.SendAsync(answer);
            caller.Shutdown(SocketShutdown.Send);
            await caller.ReceiveAsync(new byte[4096]);
        }

        var code = await calling;
        return (shown.ToString(), code);
    }
}
