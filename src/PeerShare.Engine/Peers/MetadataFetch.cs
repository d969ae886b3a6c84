using System.Net;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>Gets a torrent's description from a peer (BEP 9), over a connection of its own.</summary>
internal sealed class MetadataFetch(Dialler dialler, PeerId me, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PatienceToLeave = TimeSpan.FromSeconds(2);

    /// <param name="peer">Whom to ask.</param>
    /// <param name="wanted">The torrent; <see cref="InfoHash.Any"/> for whichever the peer serves.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="IOException">It could not be had there; the message says why.</exception>
    public async Task<Torrent> RunAsync(IPEndPoint peer, InfoHash wanted, CancellationToken stopping)
    {
        using var deadline = new Deadline(Patience, time, stopping);
        try
        {
            using var connection = await dialler.ConnectAsync(peer, deadline.Token).ConfigureAwait(false);
            var torrent = await FetchAsync(connection, wanted, deadline.Token).ConfigureAwait(false);
            await LeaveAsync(connection, stopping).ConfigureAwait(false);
            return torrent;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new IOException($"{peer} did not give its metadata within {Patience.TotalSeconds:0} s");
        }
        catch (IOException failed)
        {
            throw new IOException($"no metadata from {peer}: {failed.Message}", failed);
        }
    }

    private async Task<Torrent> FetchAsync(Connection connection, InfoHash wanted, CancellationToken deadline)
    {
        var ours = new Handshake(wanted, me, Fast: true, Extended: true);
        await HandshakeExchange.WriteAsync(connection.Bytes, ours, deadline).ConfigureAwait(false);
        var theirs = await HandshakeExchange.ReadAsync(connection.Bytes, deadline).ConfigureAwait(false)
            ?? throw new IOException("it does not speak BitTorrent");
        if (wanted != InfoHash.Any && theirs.InfoHash != wanted)
        {
            throw new IOException("it serves another torrent");
        }

        if (theirs.PeerId == me)
        {
            throw new IOException("that is this node itself");
        }

        if (!theirs.Extended)
        {
            throw new IOException("it does not speak the extension protocol");
        }

        using var conversation = new MetadataConversation(connection.Bytes);
        var info = await conversation.RunAsync(deadline).ConfigureAwait(false);
        return Torrent.TryParseInfo(info, theirs.InfoHash, out var torrent, out var error) ? torrent : throw new IOException(error);
    }

    private async Task LeaveAsync(Connection connection, CancellationToken stopping)
    {
        using var deadline = new Deadline(PatienceToLeave, time, stopping);
        try
        {
            await connection.LeaveAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or System.Net.Sockets.SocketException
            || (ended is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // It was only politeness.
        }
    }
}
