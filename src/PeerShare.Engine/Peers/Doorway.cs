using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>How links come to one swarm: dialled, or let in; and their whole life in it.</summary>
internal sealed class Doorway(
    InfoHash torrent, PeerId me, Admission admission, Dialler dialler, LinkSetup setup, TaskScope scope, TimeProvider time)
{
    private int lastLink;

    public InfoHash Torrent { get; } = torrent;

    /// <summary>Starts to connect; the outcome comes by the inbox.</summary>
    public void Dial(IPEndPoint address) => scope.TryStart(stopping => DialAsync(address, stopping));

    /// <summary>Answers a handshake that asked for this swarm, and takes the connection over if it may come in.</summary>
    /// <returns>False when it may not: the caller ends the connection.</returns>
    public async Task<bool> TryAcceptAsync(Connection connection, Handshake theirs, CancellationToken deadline)
    {
        if (!admission.TryEnter(theirs.PeerId, dialled: false, out var seat, out _))
        {
            return false;
        }

        var taken = false;
        try
        {
            await HandshakeExchange.WriteAsync(connection.Bytes, Ours, deadline).ConfigureAwait(false);
            taken = scope.TryStart(_ => LinkAsync(connection, theirs, seat));
            return taken;
        }
        finally
        {
            if (!taken)
            {
                admission.Leave(seat);
            }
        }
    }

    private Handshake Ours => new(Torrent, me, Fast: true, Extended: true);

    private async Task DialAsync(IPEndPoint address, CancellationToken stopping)
    {
        string? failed;
        try
        {
            failed = await TryDialAsync(address, stopping).ConfigureAwait(false);
        }
        catch (IOException broken)
        {
            failed = broken.Message;
        }

        if (failed is not null)
        {
            setup.Inbox.Post(new SwarmEvent.DialFailed(address, failed));
        }
    }

    /// <returns>Why no link came about; null after one has.</returns>
    private async Task<string?> TryDialAsync(IPEndPoint address, CancellationToken stopping)
    {
        using var connection = await dialler.ConnectAsync(address, stopping).ConfigureAwait(false);
        var (theirs, failed) = await GreetAsync(connection, stopping).ConfigureAwait(false);
        if (failed is not null)
        {
            return failed;
        }

        if (!admission.TryEnter(theirs.PeerId, dialled: true, out var seat, out var refusal))
        {
            return refusal;
        }

        await LinkAsync(connection, theirs, seat).ConfigureAwait(false);
        return null;
    }

    private async Task<(Handshake Theirs, string? Failed)> GreetAsync(Connection connection, CancellationToken stopping)
    {
        using var deadline = new Deadline(HandshakeExchange.Deadline, time, stopping);
        try
        {
            await HandshakeExchange.WriteAsync(connection.Bytes, Ours, deadline.Token).ConfigureAwait(false);
            var theirs = await HandshakeExchange.ReadAsync(connection.Bytes, deadline.Token).ConfigureAwait(false);
            return theirs is not { } handshake ? (default, "does not speak BitTorrent")
                : handshake.InfoHash != Torrent ? (default, "serves another torrent")
                : (handshake, null);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return (default, $"no handshake within {HandshakeExchange.Deadline.TotalSeconds:0} s");
        }
        catch (EndOfStreamException)
        {
            return (default, "closed the connection instead of a handshake");
        }
    }

    private async Task LinkAsync(Connection connection, Handshake theirs, Seat seat)
    {
        var card = new PeerCard(theirs.PeerId, connection.Remote, seat.Dialled, theirs.Fast, theirs.Extended);
        using var link = new PeerLink(new LinkId(Interlocked.Increment(ref lastLink)), card, connection, setup);
        await using var registration = scope.Stopping.Register(() => link.Abort("this node is leaving")).ConfigureAwait(false);
        setup.Inbox.Post(new SwarmEvent.LinkUp(link.Id, card), link);
        seat.Attach(link);
        try
        {
            await link.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            setup.Inbox.Post(new SwarmEvent.LinkDown(link.Id, link.Reason ?? "ended"), link);

            // The place is free when the swarm knows: who comes and goes faster than it can follow is kept out, not in the inbox.
            await link.Forgotten.WaitAsync(scope.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            admission.Leave(seat);
        }
    }
}
