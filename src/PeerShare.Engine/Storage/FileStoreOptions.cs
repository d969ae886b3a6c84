namespace PeerShare.Engine.Storage;

/// <summary>How a <see cref="FilePieceStore"/> treats the place where its files lie.</summary>
public sealed record FileStoreOptions
{
    public static FileStoreOptions Default { get; } = new();

    /// <summary>Folder of the piece journal; without it <c>.peershare</c> in the content's folder.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Set all the space aside before the first piece. Otherwise files are sparse: they take space as they fill.</summary>
    public bool Preallocate { get; init; }

    /// <summary>The content is only served: nothing is created or changed, an incomplete file stays as it is, writing is an error.</summary>
    public bool ServeOnly { get; init; }

    /// <summary>Every file of the right length counts as verified, nothing is hashed or noted. For content that was checked elsewhere.</summary>
    public bool Trust { get; init; }

    /// <summary>Write over files that are there and have nothing of this content in them, instead of refusing.</summary>
    public bool Overwrite { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The machine's boot, as tests would have it.</summary>
    internal Guid? Boot { get; init; }
}
