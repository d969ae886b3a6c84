using System.Net;
using PeerShare.App.Commands;

namespace PeerShare.App.Tracking;

/// <summary>The tracker understood and refused; its own words.</summary>
internal sealed class TrackerRefusal(string message, HttpStatusCode status) : CommandFailure(message)
{
    /// <summary>The session is none, or no more.</summary>
    public bool IsSessionEnd => status == HttpStatusCode.Unauthorized;

    /// <summary>Nothing is wrong with the request; the tracker cannot do it now.</summary>
    public bool IsTrackersTrouble => status is HttpStatusCode.ServiceUnavailable;

    /// <summary>It lacks what another tracker has told of.</summary>
    public bool IsBehind => status == HttpStatusCode.PreconditionFailed;

    /// <summary>The user may not do it.</summary>
    public bool IsForbidden => status == HttpStatusCode.Forbidden;

    public bool IsMissing => status == HttpStatusCode.NotFound;
}
