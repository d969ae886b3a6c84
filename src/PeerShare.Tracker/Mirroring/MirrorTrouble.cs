namespace PeerShare.Tracker.Mirroring;

/// <summary>A mirror cannot be pulled from; the message is one line for the operator.</summary>
internal sealed class MirrorTrouble : Exception
{
    public MirrorTrouble(string message)
        : base(message)
    {
    }

    public MirrorTrouble(string message, Exception cause)
        : base(message, cause)
    {
    }
}
