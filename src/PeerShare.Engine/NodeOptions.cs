using System.Net;
using System.Net.Security;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine;

/// <summary>Every setting of a node, and its default.</summary>
public sealed record NodeOptions
{
    /// <summary>Where to listen. Null: every address of this machine and any port; port 0: any port. With a particular address
    /// connections are made from it too.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The node's name among peers. Null: a fresh one.</summary>
    public PeerId? PeerId { get; init; }

    /// <summary>Bytes of blocks a second that all transfers may send together; null or 0 for no limit.</summary>
    public long? UploadRate { get; init; }

    /// <summary>Bytes of blocks a second that one link may be sent; null or 0 for no limit.</summary>
    public long? PeerUploadRate { get; init; }

    /// <summary>Bytes a second that all transfers may receive together; null or 0 for no limit.</summary>
    public long? DownloadRate { get; init; }

    /// <summary>Decides whether a tracker of an <c>https</c> address is whom it should be; null: as the authorities say that this machine
    /// trusts.</summary>
    public RemoteCertificateValidationCallback? TrackerValidation { get; init; }

    /// <summary>Bytes of memory for pieces that are on their way.</summary>
    public long MemoryBudget { get; init; } = 64 * 1024 * 1024;

    /// <summary>Links of all transfers together.</summary>
    public int MostLinks { get; init; } = 500;

    /// <summary>Links of one transfer.</summary>
    public int MostLinksPerTransfer { get; init; } = 200;

    /// <summary>Links with one address, which of IPv6 is its first half; this machine's own are not counted.</summary>
    public int MostLinksPerAddress { get; init; } = 100;

    /// <summary>Connections that have not yet said who they are.</summary>
    public int MostHalfOpen { get; init; } = 100;

    /// <summary>The same from one address; this machine's own are not counted.</summary>
    public int MostHalfOpenPerAddress { get; init; } = 10;

    /// <summary>Connections that are being made at a time.</summary>
    public int MostDials { get; init; } = 50;
}
