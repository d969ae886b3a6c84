using PeerShare.App.Sharing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Hosting;

/// <summary>One login on this node.</summary>
internal sealed class Login(Session session, Holdings holdings, Memberships memberships) : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private volatile Session current = session;

    public Session Session
    {
        get => current;
        set => current = value;
    }

    public Holdings Holdings { get; } = holdings;

    public Memberships Memberships { get; } = memberships;

    /// <summary>Cancelled with the login.</summary>
    public CancellationToken Ended => ended.Token;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await Holdings.DisposeAsync();
        await Memberships.DisposeAsync();
    }
}
