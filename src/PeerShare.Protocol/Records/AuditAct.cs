namespace PeerShare.Protocol.Records;

/// <summary>What somebody did in a group. The numbers are on disks: never change or reuse one.</summary>
public enum AuditAct : byte
{
    None = 0,

    /// <summary>Founded the group.</summary>
    Created = 1,

    /// <summary>Gave the group another name.</summary>
    Renamed = 2,

    /// <summary>Asked to be let in.</summary>
    Asked = 3,

    /// <summary>Let a user in.</summary>
    Accepted = 4,

    /// <summary>Turned a user down.</summary>
    Rejected = 5,

    /// <summary>Left the group.</summary>
    Left = 6,

    /// <summary>Put a user out.</summary>
    Removed = 7,

    /// <summary>Began to share a file.</summary>
    Shared = 8,

    /// <summary>Has all of a file, and shares it from now on.</summary>
    Completed = 9,

    /// <summary>Stopped sharing a file.</summary>
    Stopped = 10,

    /// <summary>Took a file out of the catalogue.</summary>
    RemovedFile = 11,

    /// <summary>Was deleted by whoever runs a tracker, and so left.</summary>
    Deleted = 12,
}
