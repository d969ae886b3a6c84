using System.Text.Json;
using System.Text.Json.Serialization;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Records;

/// <summary>What a record says; the key says what it is about.</summary>
public abstract record RecordBody
{
    /// <summary>Members that a newer version wrote: kept when the record is written anew.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>A user exists.</summary>
/// <param name="Passkey">Names the user in announces; secret.</param>
public sealed record UserBody(EntityId Passkey) : RecordBody;

/// <summary>An entity claims a name.</summary>
/// <param name="Name">As it was typed.</param>
/// <param name="Claimed">When the name was claimed first; no later edit changes it.</param>
public sealed record NameBody(string Name, Stamp Claimed) : RecordBody;

/// <summary>How a user proves who they are.</summary>
/// <param name="Hash">Of the password, with salt and cost.</param>
/// <param name="Changed">Sessions that began before are over.</param>
/// <param name="Kept">The session that changed it, which goes on.</param>
public sealed record PasswordBody(string Hash, Stamp Changed, EntityId? Kept = null) : RecordBody;

/// <summary>A group was founded; it exists while it has a member.</summary>
/// <param name="Creator">The user who founded it.</param>
/// <param name="Open">Its swarms take ordinary clients, unencrypted.</param>
/// <param name="Authority">Signs the members' certificates; null in an open group, and in one from before there were any.</param>
public sealed record GroupBody(EntityId Creator, bool Open, SealedAuthority? Authority = null) : RecordBody;

/// <summary>A group's certificate authority, fit to be kept.</summary>
/// <param name="Root">Certificate as PEM; never changes by a byte, as it stands in torrents.</param>
/// <param name="Key">The private key, sealed by the trackers.</param>
public sealed record SealedAuthority(string Root, byte[] Key);

/// <summary>A user asks to be let into a group; deleted when answered.</summary>
public sealed record JoinRequestBody : RecordBody;

/// <summary>A user was let into a group, for the time that the key's epoch counts. Written once.</summary>
/// <param name="By">The user who did it.</param>
public sealed record GrantBody(EntityId By) : RecordBody;

/// <summary>A user's time in a group is over, whatever else anybody wrote. Written once.</summary>
/// <param name="By">The user who did it.</param>
public sealed record EndBody(EntityId By) : RecordBody;

/// <summary>A file was put into a group's catalogue; it is listed while a member shares it. Its name never changes, so it holds its
/// own claim.</summary>
/// <param name="Group">The group.</param>
/// <param name="Name">The torrent's name.</param>
/// <param name="Claimed">When the name was claimed.</param>
/// <param name="Bytes">Length of the content.</param>
/// <param name="InfoHash">The swarm.</param>
/// <param name="Torrent">The torrent file, without trackers.</param>
/// <param name="By">Who shared it first.</param>
/// <param name="TorrentBytes">Length of the torrent file; 0 in a record from before it was written down.</param>
[JsonConverter(typeof(FileBodyConverter))]
public sealed record FileBody(
    EntityId Group, string Name, Stamp Claimed, long Bytes, InfoHash InfoHash, BlobHash Torrent, EntityId By, int TorrentBytes = 0) : RecordBody;

/// <summary>A user shares a file from a node; deleted when they stop.</summary>
/// <param name="Epoch">The user's time in the group: when it ends, so does the share.</param>
public sealed record ShareBody(int Epoch) : RecordBody;

/// <summary>A session was ended before its time.</summary>
/// <param name="User">Whose.</param>
/// <param name="Expires">When the token ends by itself and this may be forgotten, in milliseconds since 1970.</param>
public sealed record EndedSessionBody(EntityId User, long Expires) : RecordBody;

/// <summary>Somebody did something in a group. Written once, together with what was done.</summary>
/// <param name="Act">What.</param>
/// <param name="By">Who.</param>
/// <param name="User">To whom; null for nobody.</param>
/// <param name="Name">With which file, or under which name of the group; null for none.</param>
public sealed record AuditBody(AuditAct Act, AuditedUser By, AuditedUser? User = null, string? Name = null) : RecordBody;

/// <summary>A user in the audit log.</summary>
/// <param name="Id">Whose name is looked up while the user exists.</param>
/// <param name="Name">As it was shown then, for when the user does not exist any more.</param>
public sealed record AuditedUser(EntityId Id, string Name);

/// <summary>A command was done.</summary>
/// <param name="Route">Which.</param>
/// <param name="User">Who gave it; null for one that needs no session.</param>
public sealed record AnswerBody(string Route, EntityId? User = null) : RecordBody;
