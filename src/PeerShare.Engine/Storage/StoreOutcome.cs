namespace PeerShare.Engine.Storage;

/// <summary>What became of a whole piece. The memory was given back in every case.</summary>
internal abstract record StoreOutcome
{
    private StoreOutcome()
    {
    }

    /// <summary>Hashed, equal, written.</summary>
    public sealed record Stored : StoreOutcome;

    /// <summary>Hashed, not equal.</summary>
    public sealed record Corrupt : StoreOutcome;

    /// <summary>Not written; the piece is to be fetched again when the reason, a text for people, is gone.</summary>
    public sealed record Failed(string Reason) : StoreOutcome;
}
