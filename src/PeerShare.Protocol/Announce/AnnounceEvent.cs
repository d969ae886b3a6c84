namespace PeerShare.Protocol.Announce;

/// <summary>Why a client announces (BEP 3).</summary>
public enum AnnounceEvent
{
    /// <summary>The interval is over.</summary>
    None,
    Started,
    Completed,
    Stopped,
}
