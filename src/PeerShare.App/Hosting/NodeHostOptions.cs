using PeerShare.App.Parsing;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Hosting;

/// <summary>How a client is set up.</summary>
/// <param name="Address">Where other peers reach it.</param>
/// <param name="Trackers">At least one, the first is tried first.</param>
/// <param name="Folder">What is kept between runs.</param>
internal sealed record NodeHostOptions(ListenAddress Address, IReadOnlyList<Address> Trackers, string Folder)
{
    /// <summary>Of the trackers' certificates or of their root; none leaves it to the first use.</summary>
    public IReadOnlyList<Fingerprint> Fingerprints { get; init; } = [];

    /// <summary>Bytes a second; null without a limit.</summary>
    public long? UploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? PeerUploadRate { get; init; }

    /// <inheritdoc cref="UploadRate"/>
    public long? DownloadRate { get; init; }

    /// <summary>How long a tracker may take for an answer.</summary>
    public TimeSpan TrackerPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Told what nobody asked for, on any thread.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Decides every chance.</summary>
    public Random Random { get; init; } = new();
}
