using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>A group and a torrent of it, on nodes whose clock the test moves.</summary>
public abstract class EncryptedTest : IAsyncDisposable
{
    private protected static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private protected EncryptedTest()
    {
        Group = new MadeGroup(Time.GetUtcNow());
        Stage = new NodeStage { Content = new Content(3_000_000, 65_536, root: Group.Root) };
    }

    private protected VirtualTime Time { get; } = new();

    private protected MadeGroup Group { get; }

    private protected NodeStage Stage { get; }

    private protected Torrent Torrent => Stage.Content.Torrent;

    private protected string ServerName => Torrent.InfoHash.ToString();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Stage.DisposeAsync();
        Group.Dispose();
    }

    /// <summary>All that a peer with this certificate is told after a handshake for the torrent.</summary>
    private protected async Task<byte[]> WhatIsHeardAsync(Node node, string server, X509Certificate2? certificate, SslProtocols versions = SslProtocols.Tls13)
    {
        try
        {
            using var peer = await RawPeer.ConnectAsync(node.Endpoint, server, certificate, versions);
            await peer.GreetAsync(Torrent.InfoHash);
            return await peer.HearSomeAsync();
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return [];
        }
    }

    /// <summary>No faster than real Time, in which the encryption is made: deadlines would be over before it is.</summary>
    private protected async Task WhileTimeGoesOnAsync(Task task)
    {
        var ended = task.Soon();
        while (!ended.IsCompleted)
        {
            Time.Advance(Tick);
            await Task.WhenAny(ended, Task.Delay(Tick, TimeProvider.System));
        }

        await ended;
    }
}
