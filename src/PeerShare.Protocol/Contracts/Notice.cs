using System.Text.Json.Serialization;

namespace PeerShare.Protocol.Contracts;

/// <summary>One message of <see cref="Routes.Events"/>: something happened that concerns the asking user. It says what changed, not
/// what is: who was not connected asks anew.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Group">The group, as it is shown.</param>
/// <param name="User">The other user whom it is about.</param>
/// <param name="File">The file, as it was called.</param>
/// <param name="InfoHash">Of the file, 40 hexadecimal digits.</param>
/// <param name="Former">Whose time in the group is over.</param>
/// <param name="GroupId">Of <see cref="NoticeKind.Removed"/> and <see cref="NoticeKind.MemberLeft"/>: the group, whatever it is called, 32 hexadecimal
/// digits.</param>
public sealed record Notice(
    NoticeKind Kind,
    string? Group = null,
    string? User = null,
    string? File = null,
    string? InfoHash = null,
    FormerMember? Former = null,
    string? GroupId = null)
{
    /// <summary>What it follows from, the same at every tracker: the event's <c>id</c>. Null for what concerns this stream alone.</summary>
    [JsonIgnore]
    public string? Cause { get; init; }
}

/// <summary>What happened. Kinds that a client does not know mean nothing to it.</summary>
public enum NoticeKind
{
    /// <summary>The stream has begun; what happens from now on is told.</summary>
    Hello,

    /// <summary>This session is over; the stream ends.</summary>
    SessionEnded,

    /// <summary>The asking user was let into <see cref="Notice.Group"/>.</summary>
    Accepted,

    /// <summary>The asking user's request to join <see cref="Notice.Group"/> was rejected.</summary>
    Rejected,

    /// <summary>The asking user is no longer a member of <see cref="Notice.Group"/>: removed, or left from another node.</summary>
    Removed,

    /// <summary><see cref="Notice.User"/> asks to join <see cref="Notice.Group"/>, which the asking user owns.</summary>
    Asked,

    /// <summary><see cref="Notice.Former"/> is no member of <see cref="Notice.Group"/> any more, and gets nothing from its peers.</summary>
    MemberLeft,

    /// <summary><see cref="Notice.File"/> was removed from <see cref="Notice.Group"/>.</summary>
    FileRemoved,
}
