using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>Something on its way over a link: a message, or the end of the connection.</summary>
/// <param name="At">When it arrives, in microseconds.</param>
/// <param name="Message">What is said.</param>
/// <param name="Wrong">The block's bytes are not the torrent's.</param>
/// <param name="End">The connection ends here, for this reason.</param>
internal readonly record struct Arrival(long At, PeerMessage Message, bool Wrong = false, string? End = null);
