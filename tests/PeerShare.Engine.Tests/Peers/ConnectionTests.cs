using System.Net;
using System.Net.Sockets;
using PeerShare.Engine.Peers;

namespace PeerShare.Engine.Tests.Peers;

public sealed class ConnectionTests
{
    /// <summary>Much more than the other end takes in before it reads.</summary>
    private const int Written = 65_536;

    private const int Room = 4096;

    [Fact]
    public async Task After_a_reset_nothing_follows_that_waited_in_the_kernel()
    {
        var (ours, theirs) = await ConnectAsync();
        using var peer = new RawPeer(theirs);
        await ours.Bytes.WriteAsync(new byte[Written], TestContext.Current.CancellationToken);

        ours.Reset();

        (await peer.HearAllAsync()).Length.ShouldBeLessThan(Written);
        peer.WasReset.ShouldBeTrue();
    }

    [Fact]
    public async Task After_the_usual_end_all_that_was_written_follows()
    {
        var (ours, theirs) = await ConnectAsync();
        using var peer = new RawPeer(theirs);
        await ours.Bytes.WriteAsync(new byte[Written], TestContext.Current.CancellationToken);

        ours.Dispose();

        (await peer.HearAllAsync()).Length.ShouldBe(Written);
        peer.WasReset.ShouldBeFalse();
    }

    private static async Task<(Connection Ours, Socket Theirs)> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var theirs = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = Room };
        await theirs.ConnectAsync(listener.LocalEndpoint);
        var accepted = await listener.AcceptSocketAsync();
        return (Connection.Over(accepted, (IPEndPoint)theirs.LocalEndPoint!), theirs);
    }
}
