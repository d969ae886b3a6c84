using System.Security.Authentication;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>Greets those who connect to us and sends each to the swarm that it asks for; strangers get no answer.</summary>
internal sealed class Reception(PeerId me, Knocks knocks, HalfOpen halfOpen, TaskScope scope, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<InfoHash, Doorway> doorways = [];
    private readonly List<Doorway> forAny = [];

    /// <param name="doorway">Where links to its torrent come in.</param>
    /// <param name="answersAny">Also those that ask for "whichever file you serve".</param>
    public void Open(Doorway doorway, bool answersAny)
    {
        lock (gate)
        {
            doorways.Add(doorway.Torrent, doorway);
            if (answersAny)
            {
                forAny.Add(doorway);
            }
        }
    }

    public void Close(Doorway doorway)
    {
        lock (gate)
        {
            if (doorways.GetValueOrDefault(doorway.Torrent) == doorway)
            {
                doorways.Remove(doorway.Torrent);
            }

            forAny.Remove(doorway);
        }
    }

    /// <summary>Takes a connection over; returns at once.</summary>
    public void Receive(Connection connection)
    {
        if (!knocks.TryEnter(connection.Remote.Address))
        {
            connection.Dispose();
            return;
        }

        halfOpen.Enter(connection);
        if (!scope.TryStart(stopping => ReceiveAsync(connection, stopping)))
        {
            halfOpen.Leave(connection);
            connection.Dispose();
        }
    }

    private async Task ReceiveAsync(Connection connection, CancellationToken stopping)
    {
        var taken = false;
        try
        {
            using var deadline = new Deadline(HandshakeExchange.Deadline, time, stopping);
            taken = await TryPassOnAsync(connection, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It left, or did not say who it is in time or before others came: there is nobody to tell.
        }
        finally
        {
            halfOpen.Leave(connection);
            if (!taken)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>One port for all: who begins with TLS names the torrent there.</summary>
    private async Task<bool> TryPassOnAsync(Connection connection, CancellationToken deadline) =>
        await connection.PeekAsync(deadline).ConfigureAwait(false) == TlsLayer.FirstByte
            ? await TryPassOnEncryptedAsync(connection, deadline).ConfigureAwait(false)
            : await TryPassOnAsync(connection, null, deadline).ConfigureAwait(false);

    private async Task<bool> TryPassOnEncryptedAsync(Connection connection, CancellationToken deadline)
    {
        Doorway? asked = null;
        var encrypted = await connection.EncryptAsync(
            ssl => ssl.AuthenticateAsServerAsync(
                (_, hello, _, giveUp) =>
                {
                    asked = FindEncrypted(hello.ServerName);
                    return asked?.Tls?.ToAnswerAsync(giveUp) ?? throw new AuthenticationException("no such torrent here");
                },
                null,
                deadline),
            () => null).ConfigureAwait(false);
        var taken = false;
        try
        {
            return taken = await TryPassOnAsync(encrypted, asked, deadline).ConfigureAwait(false);
        }
        finally
        {
            if (!taken)
            {
                encrypted.Dispose();
            }
        }
    }

    /// <param name="connection">Before the handshake.</param>
    /// <param name="named">The torrent that the encryption was made for, which the handshake must name too; null for a plain connection.</param>
    /// <param name="deadline">Gives up.</param>
    private async Task<bool> TryPassOnAsync(Connection connection, Doorway? named, CancellationToken deadline)
    {
        if (await HandshakeExchange.ReadAsync(connection.Bytes, deadline).ConfigureAwait(false) is not { } theirs
            || Find(theirs.InfoHash) is not { } doorway
            || (doorway.Tls is null ? named is not null : named != doorway))
        {
            return false;
        }

        if (theirs.PeerId == me)
        {
            // Answered, so that the half of us that dialled sees whom it has reached.
            await HandshakeExchange.WriteAsync(connection.Bytes, theirs, deadline).ConfigureAwait(false);
            return false;
        }

        return await doorway.TryAcceptAsync(connection, theirs, deadline).ConfigureAwait(false);
    }

    private Doorway? FindEncrypted(string name) => InfoHash.TryParseHex(name, out var torrent) ? Find(torrent) : null;

    private Doorway? Find(InfoHash asked)
    {
        lock (gate)
        {
            return asked == InfoHash.Any ? forAny.FirstOrDefault() : doorways.GetValueOrDefault(asked);
        }
    }
}
