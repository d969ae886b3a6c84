using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.State;

/// <summary>Why a request was not done.</summary>
/// <param name="Status">Of HTTP. 401 only for a session that is none or over.</param>
/// <param name="Error">One line, in the words that the user reads after <c>error:</c>.</param>
internal sealed record Refusal(int Status, string Error)
{
    /// <summary>May it be that another tracker, which has heard more, would not refuse? Not so of what is malformed, or too much at a time.</summary>
    public bool RestsOnRecords => Status is 401 or 403 or 404 or 409;

    public static Refusal LoginFirst { get; } = new(401, "you are not logged in; login first");

    public static Refusal WrongLogin { get; } = new(403, "wrong user or password");

    public static Refusal WrongPassword { get; } = new(403, "wrong password");

    public static Refusal BadPassword { get; } = new(400, "a password has 1 to 1,000 characters");

    public static Refusal RegistrationClosed { get; } = new(403, "this tracker takes no new users; ask whoever runs it");

    public static Refusal Busy { get; } = new(429, "the tracker has too much to do; try again in a moment");

    public static Refusal BadRequestId { get; } = new(400, "the request id is not 32 hexadecimal digits, or was used for another command");

    public static Refusal BadId { get; } = new(400, "the id is not 32 hexadecimal digits, or is in use");

    public static Refusal BadName(string fault) => new(400, NameRules.Shown(fault));

    public static Refusal UserExists(string name) => Taken($"user {name} already exists");

    public static Refusal GroupExists(string name) => Taken($"group {name} already exists");

    public static Refusal NoUser(string name) => new(404, Line($"no user {name}"));

    public static Refusal NoGroup(string name) => new(404, Line($"no group {name}"));

    public static Refusal NotMember(string group) => new(403, Line($"you are not a member of {group}"));

    public static Refusal OwnerOnly(string group) => new(403, Line($"only the owner of {group} may do this"));

    public static Refusal IsMember(string group) => Taken($"you are already a member of {group}");

    public static Refusal HasNotAsked(string user, string group) => Taken($"{user} has not asked to join {group}");

    public static Refusal OtherNotMember(string user, string group) => Taken($"{user} is not a member of {group}");

    public static Refusal RemovesSelf(string group) => Taken($"you are the owner of {group}; use leave_group to leave it");

    public static Refusal BadTorrent(string fault) => new(400, Line($"this torrent cannot be shared: {fault}"));

    public static Refusal BadRequest(string fault) => new(400, Line(fault));

    public static Refusal OpenGroup(string group) => Taken($"{group} is an open group and has no certificates");

    public static Refusal KeyLost(string group) =>
        new(503, Line($"the key of {group} cannot be opened; tell whoever runs the tracker to put back its key file"));

    public static Refusal OtherRoot(string group) => new(400, Line($"this torrent cannot be shared: it was not made for {group}"));

    public static Refusal NoFile(string group, string name) => new(404, Line($"no file {name} in {group}"));

    public static Refusal OtherFile(string group, string name) => Taken($"{group} already has another file named {name}");

    public static Refusal NotSharing(string group, string name) => Taken($"you are not sharing {name} in {group} from this node");

    public static Refusal RemovalNotAllowed(string group, string name) =>
        new(403, Line($"only the owner of {group} or who shared {name} first may do this"));

    public static Refusal TorrentMissing(string name) => new(503, Line($"the torrent of {name} is not here yet; try again in a moment"));

    /// <summary>By a tracker that does not have what the asker has seen at another.</summary>
    public static Refusal IsBehind { get; } = new(412, "this tracker does not have yet what you saw or did at another; try again in a moment");

    public static Refusal TooManyGroups(int most) =>
        Quota($"you have founded {most:N0} groups, the most that this tracker lets a user have; one must end first, which it does with its last member");

    public static Refusal TooManyFiles(int most) =>
        Quota($"you share {most:N0} files, the most that this tracker lets a user share; stop_share one first");

    public static Refusal TooManyGroupsOnRecord(long most) =>
        Quota($"you have founded {most:N0} groups, ended ones counted, the most that this tracker keeps for a user; ask whoever runs it for a greater --max-groups");

    public static Refusal TooManyFilesOnRecord(long most) =>
        Quota($"you have shared {most:N0} files, stopped ones counted, the most that this tracker keeps for a user; ask whoever runs it for a greater --max-files");

    public static Refusal TooManyTorrentBytes(long most) =>
        Quota($"your torrents would take over {most:N0} bytes, the most for a user here; remove_file some (share stopped ones again first) and wait an hour, or ask for a greater --max-torrent-bytes");

    public static Refusal TooManyTimes(string user, string group, int most) => Quota($"{user} was let into {group} {most:N0} times, the most that a tracker keeps");

    public static Refusal TooManyRemovals(TimeSpan wait) =>
        new(429, Line($"you took too many files out of catalogues; try again in {Math.Ceiling(wait.TotalSeconds)} s"));

    public static Refusal TooManyLogins(TimeSpan wait) =>
        new(429, Line($"too many logins of yours; try again in {Math.Ceiling(wait.TotalSeconds)} s"));

    public static Refusal TooManyCommands(TimeSpan wait) => TooManyAtATime("commands", wait);

    public static Refusal TooManyQuestions(TimeSpan wait) => TooManyAtATime("questions", wait);

    public static Refusal TooManyRequests(int most) =>
        Quota($"you have asked to join {most:N0} groups, the most at a time; wait until one of them answers");

    public static Refusal TooManyAsk(string group, int most) =>
        Quota($"{most:N0} users have asked to join {group}, the most at a time; try again when its owner has answered some");

    public static Refusal TryLater(string what, TimeSpan wait) =>
        new(429, Line($"too many wrong passwords {what}; try again in {Math.Ceiling(wait.TotalSeconds)} s"));

    public static Refusal TooManyUsers(TimeSpan wait) =>
        new(429, Line($"too many new users from your address; try again in {Math.Ceiling(wait.TotalSeconds)} s"));

    public static Refusal DiskFailure(string reason) => new(503, Line($"the tracker cannot write to its disk ({reason}); tell whoever runs it"));

    private static Refusal TooManyAtATime(string what, TimeSpan wait) =>
        new(429, Line($"too many {what} of yours at a time; try again in {Math.Ceiling(wait.TotalSeconds)} s"));

    private static Refusal Quota(FormattableString error) => new(403, Line(FormattableString.Invariant(error)));

    private static Refusal Taken(string error) => new(409, Line(error));

    private static string Line(string text) => NameRules.Shown(text);
}
