namespace PeerShare.Tracker;

/// <summary>Who may become a user.</summary>
public enum Registration
{
    /// <summary>Whoever reaches the tracker.</summary>
    Open,

    /// <summary>Nobody new.</summary>
    Closed,
}
