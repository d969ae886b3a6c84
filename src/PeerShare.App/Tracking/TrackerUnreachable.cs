using PeerShare.App.Commands;

namespace PeerShare.App.Tracking;

/// <summary>No tracker gave an answer that can be read.</summary>
internal sealed class TrackerUnreachable(string message, Exception? cause = null) : CommandFailure(message, cause);
