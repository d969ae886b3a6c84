using PeerShare.Engine.Announce;
using PeerShare.Engine.Peers;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine;

/// <summary>What the transfers of a node share.</summary>
internal sealed record NodeParts(
    PeerId Me,
    ReadOnlyMemory<byte> Key,
    int Port,
    TimeProvider Time,
    BufferPool Pool,
    DiskQueue Disk,
    Dialler Dialler,
    TrackerClient Trackers,
    Reception Reception,
    LinkBudget Links,
    int MostLinksPerTransfer,
    TokenBucket? Upload,
    long? PeerUploadRate,
    TokenBucket? Download,
    Action<Transfer> Forget);
