using System.Security.Authentication;

namespace PeerShare.App.Tracking;

/// <summary>Who answered is none of the user's trackers; says why, and what would make it one.</summary>
internal sealed class UntrustedTracker(string reason) : AuthenticationException(reason);
