using PeerShare.Protocol.Records;

namespace PeerShare.Protocol.Contracts;

/// <summary>A tracker asks a mirror: here is my vector, send what I lack. Answered with <see cref="PullPage"/>s, one a line.</summary>
/// <param name="Self">Where the asker is reached, <c>host:port</c>; null while it does not listen.</param>
/// <param name="Known">Its vector; of its own running origin, all that there can be.</param>
/// <param name="WaitMillis">How long to wait for news when there are none.</param>
public sealed record PullRequest(string? Self, Stamp[] Known, int WaitMillis);

/// <summary>A part of the answer.</summary>
/// <param name="Heads">How far the mirror's records go; the same on every page.</param>
/// <param name="Records">In the order of origin and stamp.</param>
/// <param name="IsLast">No page follows.</param>
/// <param name="IsCopy">It is of everything: what the asker has besides was deleted.</param>
/// <param name="Millis">The mirror's clock.</param>
/// <param name="Origin">The mirror's running origin.</param>
/// <param name="Trackers">Every tracker that the mirror knows, <c>host:port</c>.</param>
/// <param name="Horizon">Up to where tombstones may be missing from a copy; null from a version that does not tell.</param>
public sealed record PullPage(
    Stamp[] Heads, RecordLine[] Records, bool IsLast, bool IsCopy, long Millis, long Origin, string[] Trackers, Stamp[]? Horizon = null);

/// <summary>A record on the wire.</summary>
/// <param name="Kind">A <see cref="RecordKind"/>, known or not.</param>
/// <param name="Id">1 to 64 bytes.</param>
/// <param name="Stamp">When and where it was written.</param>
/// <param name="Deleted">A tombstone.</param>
/// <param name="Body">As it was written, byte for byte.</param>
public sealed record RecordLine(byte Kind, byte[] Id, Stamp Stamp, bool Deleted, byte[] Body);

/// <summary>Somebody who is online with a file of a group, or was until now.</summary>
/// <param name="Group">32 hexadecimal digits.</param>
/// <param name="InfoHash">40 hexadecimal digits.</param>
/// <param name="User">32 hexadecimal digits.</param>
/// <param name="Peer">The peer id's 20 bytes.</param>
/// <param name="Places">Where it is reached, <c>ip:port</c>: one of each family.</param>
/// <param name="IsComplete">It has everything.</param>
/// <param name="IsSource">It has a verified piece.</param>
/// <param name="IsGone">It said goodbye.</param>
/// <param name="Stamp">Grows with each announce of this peer.</param>
/// <param name="AgeMillis">How long ago it announced.</param>
public sealed record OnlinePeer(
    string Group, string InfoHash, string User, byte[] Peer, string[] Places, bool IsComplete, bool IsSource, bool IsGone, long Stamp, long AgeMillis);

/// <summary>One line of <c>trackers</c>.</summary>
/// <param name="Address"><c>host:port</c>, as in the list.</param>
/// <param name="State">How it does.</param>
/// <param name="BehindSeconds">How long ago it had all that the answering tracker has; 0 when it has.</param>
/// <param name="Problem">What the operator should look at; null for nothing.</param>
public sealed record TrackerLine(string Address, TrackerState State, double BehindSeconds, string? Problem);

/// <summary>How a tracker does, as another sees it.</summary>
public enum TrackerState
{
    /// <summary>The one that answers.</summary>
    Self,

    /// <summary>Connected: whatever is answered is on its disk too.</summary>
    Up,

    /// <summary>It answers and is catching up.</summary>
    Behind,

    /// <summary>It does not answer, or must not be listened to.</summary>
    Away,
}

/// <summary>How a tracker does, for its supervisor.</summary>
/// <param name="Ready">Should it be given work?</param>
/// <param name="Problem">Why not, or what else is wrong; null for nothing.</param>
/// <param name="Trackers">All that it knows, itself first.</param>
public sealed record Health(bool Ready, string? Problem, TrackerLine[] Trackers);
