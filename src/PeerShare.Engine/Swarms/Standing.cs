using PeerShare.Engine.Policies;

namespace PeerShare.Engine.Swarms;

/// <summary>Who sent what is wrong. Whoever had a hand in a wrong piece is on parole: it gets whole pieces to send, alone, so that
/// the next blame is certain. A wrong piece sent alone costs two points and a right one gives one back; at four lost the
/// peer is banned. So a repeat liar is out after two pieces, or three if it takes turns at being honest, a single bad
/// spot on a seeder's disk is forgiven, and nobody is banned for what somebody else may have done. To break the protocol, or to flood us, costs
/// what a wrong piece sent alone does.</summary>
internal sealed class Standing
{
    private const int MostRemembered = 10_000;
    private const int Doubted = -1;
    private const int WrongAlone = -2;
    private const int Banned = -4;

    private readonly Dictionary<PeerIdentity, int> points = [];

    /// <summary>Somebody is on parole or banned.</summary>
    public bool HasDoubts => points.Count > 0;

    public bool IsBanned(PeerIdentity peer) => PointsOf(peer) <= Banned;

    public bool IsOnParole(PeerIdentity peer) => PointsOf(peer) < 0;

    /// <summary>These sent a wrong piece together.</summary>
    public void Blame(IReadOnlySet<PeerIdentity> senders)
    {
        foreach (var sender in senders)
        {
            if (senders.Count == 1)
            {
                Blame(sender);
            }
            else
            {
                Note(sender, Math.Min(PointsOf(sender), Doubted));
            }
        }
    }

    /// <summary>This one did what no peer does.</summary>
    public void Blame(PeerIdentity sender) => Note(sender, PointsOf(sender) + WrongAlone);

    /// <summary>These sent a right piece together; it speaks for one that sent it alone.</summary>
    public void Trust(IReadOnlySet<PeerIdentity> senders)
    {
        if (senders.Count == 1 && senders.First() is var sender && IsOnParole(sender))
        {
            Note(sender, PointsOf(sender) + 1);
        }
    }

    private int PointsOf(PeerIdentity peer) => points.GetValueOrDefault(peer);

    private void Note(PeerIdentity peer, int now)
    {
        if (now == 0)
        {
            points.Remove(peer);
        }
        else if (points.Count < MostRemembered || points.ContainsKey(peer))
        {
            points[peer] = now;
        }
    }
}
