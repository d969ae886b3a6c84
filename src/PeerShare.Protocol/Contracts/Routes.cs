namespace PeerShare.Protocol.Contracts;

/// <summary>The tracker's addresses. Everything under <c>/api</c> is JSON: a POST with a body that is one of these records, or a GET;
/// answers are the record named, 204 for none, or a <see cref="Problem"/> with status 400, 401 (only for a session that is none or
/// over), 403, 404, 409, 412 (only for <see cref="SeenHeader"/>), 413, 429 or 503. A command carries <see cref="RequestIdHeader"/>; a
/// repeat answers as the first time.</summary>
public static class Routes
{
    /// <summary>Header: 32 hexadecimal digits, fresh for every command and the same when it is tried again.</summary>
    public const string RequestIdHeader = "X-Request-Id";

    /// <summary>Header, <see cref="Records.Stamp"/>s separated by spaces. Of an answer: how far the tracker had written. Of a request: the
    /// same of earlier answers, whichever tracker gave them; one that lacks something of it, and does not get it within a second, refuses.</summary>
    public const string SeenHeader = "X-Seen";

    // Accounts.
    public const string CreateUser = "/api/users/create";
    public const string Login = "/api/sessions/create";
    public const string Logout = "/api/sessions/end";
    public const string Me = "/api/me";
    public const string ChangePassword = "/api/me/password";
    public const string RenameUser = "/api/me/rename";

    // Groups.
    public const string CreateGroup = "/api/groups/create";
    public const string ListGroups = "/api/groups/list";
    public const string RenameGroup = "/api/groups/rename";
    public const string Join = "/api/groups/join";
    public const string Leave = "/api/groups/leave";
    public const string ListRequests = "/api/groups/requests";
    public const string Accept = "/api/groups/accept";
    public const string Reject = "/api/groups/reject";
    public const string RemoveMember = "/api/groups/remove";
    public const string ListMembers = "/api/groups/members";
    public const string Audit = "/api/groups/audit";

    // Certificates of encrypted groups.
    public const string Root = "/api/groups/root";
    public const string Certificate = "/api/groups/certificate";

    // Catalogue.
    public const string ShareFile = "/api/files/share";
    public const string ListFiles = "/api/files/list";
    public const string FileTorrent = "/api/files/torrent";
    public const string Completed = "/api/files/completed";
    public const string StopShare = "/api/files/stop";
    public const string RemoveFile = "/api/files/remove";
    public const string OwnShares = "/api/files/mine";

    /// <summary>Server-sent events: what concerns the asking user, one <see cref="Notice"/> as the data of each event; a comment now and
    /// then while nothing happens.</summary>
    public const string Events = "/api/events";

    /// <summary>Every tracker that is known, as <see cref="TrackerLine"/>s; needs no session.</summary>
    public const string Trackers = "/api/trackers";

    // Between trackers: TLS, with a certificate of the cluster.
    public const string MirrorPull = "/mirror/pull";
    public const string MirrorBlob = "/mirror/blobs/{hash}";

    /// <summary>A line of <see cref="OnlinePeer"/>s each: first all, then what changes.</summary>
    public const string MirrorPeers = "/mirror/peers";

    // Trackers of the field (BEP 3, 23, 48): passkey in the path.
    public const string Announce = "/announce/{passkey}";
    public const string AnnounceWithPasskeyFirst = "/{passkey}/announce";
    public const string Scrape = "/scrape/{passkey}";
    public const string ScrapeWithPasskeyFirst = "/{passkey}/scrape";

    public const string Live = "/health/live";
    public const string Ready = "/health/ready";
}
