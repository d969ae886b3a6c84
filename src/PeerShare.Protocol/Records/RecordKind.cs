namespace PeerShare.Protocol.Records;

/// <summary>What a record is about. The numbers are on disks and on the wire: never change or reuse one. Records are read in the
/// order of the numbers, so what others refer to comes first.</summary>
public enum RecordKind : byte
{
    None = 0,
    User = 1,
    UserName = 2,
    Password = 3,
    Group = 4,
    GroupName = 5,
    JoinRequest = 6,
    Grant = 7,
    End = 8,
    File = 9,
    Share = 10,
    EndedSession = 11,

    /// <summary>What a command was answered, so that a repeat answers the same.</summary>
    Answer = 12,

    /// <summary>Somebody did something in a group. Not folded into a view: read when asked for.</summary>
    AuditEntry = 13,
}
