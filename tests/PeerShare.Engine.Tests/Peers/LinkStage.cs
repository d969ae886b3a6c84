using System.Net;
using System.Net.Sockets;
using PeerShare.Engine.Peers;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>One link with a raw peer at the other end; the test plays the swarm.</summary>
internal sealed class LinkStage : IAsyncDisposable
{
    private readonly BufferPool pool = new();
    private readonly Inbox inbox = new();
    private readonly Task running;

    private LinkStage(Socket ours, Socket theirs, Content content, IPieceStore store)
    {
        Content = content;
        Peer = new RawPeer(theirs);
        var address = (IPEndPoint)ours.RemoteEndPoint!;
        var card = new PeerCard(RawPeer.Id, address, Dialled: false, Fast: true, Extended: true);
        var setup = new LinkSetup(content.Layout, store, inbox, () => null, null, new Clock(TimeProvider.System));
        Link = new PeerLink(new LinkId(1), card, Connection.Over(ours, address), setup);
        running = Link.RunAsync();
    }

    public Content Content { get; }

    public RawPeer Peer { get; }

    public PeerLink Link { get; }

    public bool HasEvents => inbox.TryTake(out _);

    public static async Task<LinkStage> OpenAsync(IPieceStore? store = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var theirs = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await theirs.ConnectAsync(listener.LocalEndPoint!);
        var content = new Content();
        return new LinkStage(await listener.AcceptAsync(), theirs, content, store ?? content.Full);
    }

    public PieceBuffer Buffer(int piece)
    {
        pool.Share(() => { }).TryRent(Content.Layout.LengthOf(Content.Layout.Index(piece)), out var buffer).ShouldBeTrue();
        return buffer;
    }

    /// <summary>The next event; a run still has to be given back.</summary>
    public async Task<SwarmEvent> EventAsync()
    {
        Delivery delivery;
        while (!inbox.TryTake(out delivery))
        {
            await inbox.WaitAsync(CancellationToken.None).Soon();
        }

        return delivery.Event;
    }

    /// <summary>The messages of the next run, which is given back.</summary>
    public async Task<Received[]> RunAsync()
    {
        var run = (await EventAsync()).ShouldBeOfType<SwarmEvent.Run>();
        var messages = run.Messages[..run.Count];
        Link.Handled(run);
        return messages;
    }

    public async Task<Received> MessageAsync() => (await RunAsync()).ShouldHaveSingleItem();

    public async Task<string> EndAsync()
    {
        await running.Soon();
        return Link.Reason.ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        Link.Abort("the test is over");
        await running.Soon();
        Link.Dispose();
        Peer.Dispose();
        pool.Dispose();
    }
}
