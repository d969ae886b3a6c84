namespace PeerShare.Protocol.Contracts;

/// <summary>Asks for a new group.</summary>
/// <param name="Id">32 random hexadecimal digits of the client's, which the group's id is made of.</param>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="Open">Its swarms take ordinary clients, unencrypted.</param>
public sealed record NewGroup(string Id, string Name, bool Open);

/// <summary>Names a group.</summary>
public sealed record GroupName(string Group);

/// <summary>Names a user and a group: accept, reject, remove.</summary>
public sealed record MemberName(string Group, string User);

/// <summary>One line of <c>list_groups</c>.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Members">How many.</param>
/// <param name="Standing">What the asking user is to it.</param>
/// <param name="Open">Its swarms take ordinary clients, unencrypted.</param>
public sealed record GroupLine(string Name, int Members, Standing Standing, bool Open);

/// <summary>What a user is to a group.</summary>
public enum Standing
{
    None,
    Requested,
    Member,
    Owner,
}
