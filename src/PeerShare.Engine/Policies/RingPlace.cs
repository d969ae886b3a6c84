using System.Net;

namespace PeerShare.Engine.Policies;

/// <summary>Where a peer stands in its ring.</summary>
/// <param name="Owner">The file's owner.</param>
/// <param name="Neighbour">The download neighbour.</param>
/// <param name="Remembered">Upload neighbours of an earlier run, who should learn our new address.</param>
/// <param name="Patience">Milliseconds to wait for a neighbour that was never reached.</param>
public sealed record RingPlace(IPEndPoint Owner, IPEndPoint Neighbour, IReadOnlyList<IPEndPoint> Remembered, int Patience);
