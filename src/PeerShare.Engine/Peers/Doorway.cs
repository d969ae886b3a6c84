using System.Net;
using PeerShare.Engine.Policies;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>How links come to one swarm: dialled, or let in; and their whole life in it.</summary>
internal sealed class Doorway(
    InfoHash torrent, PeerId me, Admission admission, Dialler dialler, TlsLayer? tls, LinkSetup setup, TaskScope scope, TimeProvider time)
{
    private int lastLink;

    public InfoHash Torrent { get; } = torrent;

    /// <summary>Null where connections are plain.</summary>
    public TlsLayer? Tls => tls;

    /// <summary>Starts to connect; the outcome comes by the inbox.</summary>
    public void Dial(IPEndPoint address) => scope.TryStart(stopping => DialAsync(address, stopping));

    /// <summary>Answers a handshake that asked for this swarm, and takes the connection over if it may come in.</summary>
    /// <returns>False when it may not: the caller ends the connection.</returns>
    public async Task<bool> TryAcceptAsync(Connection connection, Handshake theirs, CancellationToken deadline)
    {
        if (!admission.TryEnter(IdentityOf(connection, theirs), connection.Remote.Address, dialled: false, out var seat, out _))
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
        using var dialled = await dialler.ConnectAsync(address, stopping).ConfigureAwait(false);
        var (connection, theirs) = await GreetAsync(dialled, stopping).ConfigureAwait(false);
        using var greeted = connection;
        if (!admission.TryEnter(IdentityOf(connection, theirs), address.Address, dialled: true, out var seat, out var refusal))
        {
            return refusal;
        }

        await LinkAsync(connection, theirs, seat).ConfigureAwait(false);
        return null;
    }

    /// <exception cref="IOException">Not a peer for us; the message says why.</exception>
    private async Task<(Connection Connection, Handshake Theirs)> GreetAsync(Connection dialled, CancellationToken stopping)
    {
        using var deadline = new Deadline(HandshakeExchange.Deadline, time, stopping);
        Connection? encrypted = null;
        try
        {
            encrypted = tls is null ? null : await tls.DialledAsync(dialled, deadline.Token).ConfigureAwait(false);
            var connection = encrypted ?? dialled;
            await HandshakeExchange.WriteAsync(connection.Bytes, Ours, deadline.Token).ConfigureAwait(false);
            var theirs = await HandshakeExchange.ReadAsync(connection.Bytes, deadline.Token).ConfigureAwait(false)
                ?? throw new IOException("does not speak BitTorrent");
            return theirs.InfoHash == Torrent ? (connection, theirs) : throw new IOException("serves another torrent");
        }
        catch (Exception failed)
        {
            encrypted?.Dispose();
            throw failed switch
            {
                OperationCanceledException when !stopping.IsCancellationRequested =>
                    new IOException($"no handshake within {HandshakeExchange.Deadline.TotalSeconds:0} s", failed),
                EndOfStreamException => new IOException("closed the connection instead of a handshake", failed),
                _ => failed,
            };
        }
    }

    private async Task LinkAsync(Connection connection, Handshake theirs, Seat seat)
    {
        var card = new PeerCard(theirs.PeerId, connection.Remote, seat.Dialled, theirs.Fast, theirs.Extended) { Member = seat.Peer.Member };
        using var link = new PeerLink(new LinkId(Interlocked.Increment(ref lastLink)), card, connection, setup, EndOf(connection));
        using var guest = tls?.Access.TryEnter(SubjectOf(connection), () => link.Reset(GroupAccess.Left));
        if (tls is not null && guest is null)
        {
            link.Reset(GroupAccess.Left);
        }

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

    private static PeerIdentity IdentityOf(Connection connection, Handshake theirs) => new(theirs.PeerId, SubjectOf(connection)?.Member);

    private static MemberSubject? SubjectOf(Connection connection) =>
        connection.Certificate is { } shown && MemberSubject.TryRead(shown.SubjectName, out var subject) ? subject : null;

    /// <summary>A link lives no longer than the certificate that it was let in with.</summary>
    private long EndOf(Connection connection) => connection.Certificate is { } shown
        ? setup.Clock.Now + (long)(shown.NotAfter.ToUniversalTime() - time.GetUtcNow()).TotalMilliseconds
        : long.MaxValue;
}
