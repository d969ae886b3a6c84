using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.Mirroring;

/// <summary>How far one mirror has confirmed what is on the disk here. Its questions are its confirmations. Writes wait for it while it
/// is connected: from when it has everything that there was, until it takes too long over something. Not for several threads at once.</summary>
internal sealed class Confirmation
{
    private VersionVector? offered;

    /// <summary>What it has on its disk; null before its first question.</summary>
    public VersionVector? Known { get; private set; }

    public bool IsConnected { get; private set; }

    /// <summary>It has answered our first question, so it works, and will ask as soon as it hears of us.</summary>
    public void Expect() => IsConnected = true;

    /// <summary>It has asked. A mirror that is restored from a backup knows less than before.</summary>
    /// <param name="known">What it says it has.</param>
    /// <param name="heads">What there is here.</param>
    public void Hear(VersionVector known, VersionVector heads)
    {
        Known = known;
        IsConnected |= known.Covers(heads) || (offered is not null && known.Covers(offered));
    }

    /// <summary>It is answered with all that there is; with steady writes it never has more than that.</summary>
    public void Offer(VersionVector heads) => offered = heads;

    /// <summary>Must a write wait for it?</summary>
    public bool Withholds(Stamp stamp) => IsConnected && Known?.Covers(stamp) != true;

    /// <summary>It took too long, or its connection broke: it is away until it has caught up.</summary>
    public void GiveUp()
    {
        IsConnected = false;
        offered = null;
    }
}
