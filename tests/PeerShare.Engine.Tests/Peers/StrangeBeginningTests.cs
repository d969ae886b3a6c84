using System.Net.Security;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>Whatever a connection begins with, plain or TLS, its sender hears no block and the node goes on.</summary>
public sealed class StrangeBeginningTests : IAsyncDisposable
{
    private const int Cases = 100_000;

    private readonly VirtualTime time = new();
    private readonly MadeGroup group;
    private readonly NodeStage stage;

    public StrangeBeginningTests()
    {
        group = new MadeGroup(time.GetUtcNow());
        stage = new NodeStage { Content = new Content(root: group.Root) };
    }

    [Fact]
    public async Task A_mutated_greeting_or_hello_gets_no_torrent_and_hurts_nobody()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));
        var torrent = stage.Content.Torrent.InfoHash;
        var greeting = new byte[Handshake.Size];
        new Handshake(torrent, RawPeer.Id, Fast: true, Extended: true).Write(greeting);

        await Fuzz.TryAsync(Cases, [greeting, Hello(torrent.ToString()), Hello("film"), Hello(new string('a', 200))], async bytes =>
        {
            using var stranger = await RawPeer.ConnectAsync(seeder.Endpoint);
            await stranger.SayAsync(bytes);
            stranger.HangUp();
            var heard = await stranger.HearAllAsync();
            heard.AsSpan().IndexOf("BitTorrent"u8).ShouldBe(-1);
            heard.Length.ShouldBeLessThan(16_384);
        });

        using var member = await RawPeer.ConnectAsync(seeder.Endpoint, torrent.ToString(), group.CertificateOf(2));
        await member.GreetAsync(torrent);
        (await member.HearGreetingAsync()).InfoHash.ShouldBe(torrent);
    }

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        group.Dispose();
    }

    /// <summary>The first thing that a TLS client says.</summary>
    private static byte[] Hello(string server)
    {
        using var said = new MemoryStream();
        using var ssl = new SslStream(said);
        Should.Throw<IOException>(() => ssl.AuthenticateAsClient(server));
        return said.ToArray();
    }
}
