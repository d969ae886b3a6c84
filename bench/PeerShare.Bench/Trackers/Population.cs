using System.Buffers.Binary;
using System.Security.Cryptography;
using PeerShare.Protocol.Values;

namespace PeerShare.Bench.Trackers;

/// <summary>Who and what is in a large tracker. Everything follows from numbers, so that whoever measures knows every id, name and
/// passkey without asking.</summary>
/// <param name="Files">Of all groups. There is a user for every ten and a group for every hundred.</param>
internal sealed record Population(int Files)
{
    public const string Password = "correct horse battery staple";

    /// <summary>Members of a group; every user is in two.</summary>
    public const int Members = 20;

    /// <summary>Files of a large group; one group in a hundred is large.</summary>
    public const int FilesOfLargeGroup = 1000;

    public int Users => Files / 10;

    public int Groups => Files / 100;

    private int LargeGroups => Groups / 100;

    public static EntityId UserId(int user) => IdOf("user", user);

    public static EntityId Passkey(int user) => IdOf("passkey", user);

    public static EntityId NodeOf(int user) => IdOf("node", user);

    public static EntityId GroupId(int group) => IdOf("group", group);

    public static EntityId FileId(int file) => IdOf("file", file);

    public static InfoHash Content(int file) => new(HashOf("content", file).AsSpan(0, InfoHash.Size));

    public static string UserName(int user) => $"user{user:d6}";

    public static string GroupName(int group) => $"group{group:d5}";

    public static string FileName(int file) => $"Holiday in the mountains, part {file:d7}.mkv";

    public static long Bytes(int file) => 700_000_000L + file * 1000L;

    /// <summary>The members of a group; the first is its owner.</summary>
    public int Member(int group, int number) => (group * 10 + number) % Users;

    /// <summary>The first file of a group; that of the group behind the last is the number of files.</summary>
    public int FirstFile(int group) => group <= LargeGroups
        ? group * FilesOfLargeGroup
        : LargeGroups * FilesOfLargeGroup + (int)((long)(group - LargeGroups) * (Files - LargeGroups * FilesOfLargeGroup) / (Groups - LargeGroups));

    private static EntityId IdOf(string kind, int number) => EntityId.Read(HashOf(kind, number));

    private static byte[] HashOf(string kind, int number)
    {
        Span<byte> name = stackalloc byte[32];
        var length = System.Text.Encoding.ASCII.GetBytes(kind, name);
        BinaryPrimitives.WriteInt32BigEndian(name[length..], number);
        return SHA256.HashData(name[..(length + sizeof(int))]);
    }
}
