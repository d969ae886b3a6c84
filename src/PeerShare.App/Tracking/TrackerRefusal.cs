using System.Net;
using PeerShare.App.Commands;

namespace PeerShare.App.Tracking;

/// <summary>The tracker understood and refused; its own words.</summary>
internal sealed class TrackerRefusal(string message, HttpStatusCode status) : CommandFailure(message)
{
    /// <summary>The session is none, or no more.</summary>
    public bool IsSessionEnd => status == HttpStatusCode.Unauthorized;

    public bool IsMissing => status == HttpStatusCode.NotFound;
}
