using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Another tracker with the same records, as we know it: how far it has confirmed ours, and how we do with its. Guarded by
/// <see cref="Mirrors"/>.</summary>
internal sealed class Mirror(HostPort address, long now)
{
    public HostPort Address => address;

    public Confirmation Confirmation { get; } = new();

    /// <summary>When it last had all that there was here, as a time stamp of the clock.</summary>
    public long Current { get; set; } = now;

    /// <summary>When we last had all that there was there; null when never.</summary>
    public long? Pulled { get; set; }

    /// <summary>When it last asked.</summary>
    public long Asked { get; set; } = now;

    /// <summary>When that was asked for which the last answer gave in full; null when it does not answer.</summary>
    public long? Heard { get; set; }

    /// <summary>Why it cannot be pulled from; null when it can.</summary>
    public string? Problem { get; set; }

    /// <summary>What it should be told of although all goes well.</summary>
    public string? Warning { get; set; }

    public TrackerLine LineAt(VersionVector heads, TimeSpan sinceCurrent)
    {
        var isCurrent = Confirmation.Known?.Covers(heads) == true;
        var state = Problem is not null ? TrackerState.Away : Confirmation.IsConnected ? TrackerState.Up : TrackerState.Behind;
        return new TrackerLine(address.ToString(), state, isCurrent ? 0 : Math.Round(sinceCurrent.TotalSeconds, 3), Problem ?? Warning);
    }
}
