namespace PeerShare.Protocol.Contracts;

/// <summary>Asks to list a file in a group, or to be one more source of it.</summary>
/// <param name="Id">32 random hexadecimal digits of the client's, which the file's id is made of.</param>
/// <param name="Group">The group's name.</param>
/// <param name="Torrent">The torrent file; the catalogue's name of the file is the torrent's.</param>
public sealed record NewFile(string Id, string Group, byte[] Torrent);

/// <summary>Names a file of a group.</summary>
public sealed record FileName(string Group, string Name);

/// <summary>One line of <c>list_files</c>.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Bytes">Length of the content.</param>
/// <param name="Sources">Members online with at least one verified piece.</param>
/// <param name="InfoHash">40 hexadecimal digits.</param>
public sealed record FileLine(string Name, long Bytes, int Sources, string InfoHash);

/// <summary>A file that a member may fetch.</summary>
/// <param name="FileId">32 hexadecimal digits.</param>
/// <param name="Name">As it is shown.</param>
/// <param name="Torrent">The torrent file.</param>
/// <param name="GroupId">Of the group that it is in, whatever it is called: 32 hexadecimal digits. Older trackers do not say.</param>
public sealed record FileTorrent(string FileId, string Name, byte[] Torrent, string? GroupId = null);

/// <summary>A share that this user has from this node; returned after a login.</summary>
public sealed record OwnShare(string Group, string Name, string InfoHash);
