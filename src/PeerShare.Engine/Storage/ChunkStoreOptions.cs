namespace PeerShare.Engine.Storage;

/// <summary>How a <see cref="ChunkPieceStore"/> works.</summary>
public sealed record ChunkStoreOptions
{
    public static ChunkStoreOptions Default { get; } = new();

    /// <summary>The chunks were just made of the file that they are chunks of: nothing is hashed, no copy is put together.</summary>
    public SplitContent? Split { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The machine's boot, as tests would have it.</summary>
    internal Guid? Boot { get; init; }
}
