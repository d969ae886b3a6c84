using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Peers;

/// <summary>What all links of one transfer share.</summary>
/// <param name="Layout">Checks what comes in.</param>
/// <param name="Store">What goes out.</param>
/// <param name="Inbox">Where events go.</param>
/// <param name="Upload">Makes the limits of one link, or null.</param>
/// <param name="Download">Limits, or null.</param>
/// <param name="Clock">The swarm's.</param>
internal sealed record LinkSetup(
    PieceLayout Layout,
    IPieceStore Store,
    Inbox Inbox,
    Func<Throttle?> Upload,
    Throttle? Download,
    Clock Clock);
