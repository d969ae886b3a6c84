using System.Net;
using PeerShare.Engine.Policies;

namespace PeerShare.Engine.Peers;

/// <summary>A peer's place in a swarm, from its handshake to the end of its link.</summary>
internal sealed class Seat(PeerIdentity peer, IPAddress address, bool dialled)
{
    private readonly Lock gate = new();
    private string? revoked;
    private PeerLink? link;

    public PeerIdentity Peer { get; } = peer;

    /// <summary>Where the peer is.</summary>
    public IPAddress Address { get; } = address;

    /// <summary>We made the connection.</summary>
    public bool Dialled { get; } = dialled;

    public PeerLink? Link
    {
        get
        {
            lock (gate)
            {
                return link;
            }
        }
    }

    /// <summary>The link that sits here; ends at once when the seat was revoked meanwhile.</summary>
    public void Attach(PeerLink sitter)
    {
        lock (gate)
        {
            link = sitter;
            if (revoked is not null)
            {
                sitter.Abort(revoked);
            }
        }
    }

    public void Revoke(string reason)
    {
        lock (gate)
        {
            revoked = reason;
            link?.Abort(reason);
        }
    }
}
