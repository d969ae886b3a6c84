using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>Who sent wrong pieces. Whoever had a hand in one is on parole: it gets whole pieces to send, alone, so that
/// the next blame is certain. A wrong piece sent alone while on parole is a ban.</summary>
internal sealed class Standing
{
    private const int MostRemembered = 10_000;

    private readonly HashSet<PeerId> banned = [];
    private readonly HashSet<PeerId> paroled = [];

    public bool IsBanned(PeerId peer) => banned.Contains(peer);

    public bool IsOnParole(PeerId peer) => paroled.Contains(peer);

    /// <returns>Those who are banned by this.</returns>
    public IReadOnlyList<LinkState> Blame(IReadOnlyList<LinkState> senders)
    {
        if (senders.Count == 1 && senders[0].IsOnParole)
        {
            Remember(banned, senders[0].Facts.Card.Id);
            return senders;
        }

        foreach (var sender in senders)
        {
            sender.IsOnParole = true;
            Remember(paroled, sender.Facts.Card.Id);
        }

        return [];
    }

    /// <summary>A right piece, sent alone, ends a parole.</summary>
    public void Trust(IReadOnlyList<LinkState> senders)
    {
        if (senders.Count == 1 && senders[0].IsOnParole)
        {
            senders[0].IsOnParole = false;
            paroled.Remove(senders[0].Facts.Card.Id);
        }
    }

    private static void Remember(HashSet<PeerId> peers, PeerId peer)
    {
        if (peers.Count < MostRemembered)
        {
            peers.Add(peer);
        }
    }
}
