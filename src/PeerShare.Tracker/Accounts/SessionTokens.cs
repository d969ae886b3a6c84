using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Accounts;

/// <summary>Session tokens: what <see cref="Caller"/> says, signed, so that no tracker has to remember sessions.</summary>
/// <param name="key">Secret; at least 32 bytes.</param>
internal sealed class SessionTokens(byte[] key)
{
    private const byte Version = 1;
    private const int ContentSize = 1 + 3 * EntityId.Size + 8 + 4 + 8 + 8;
    private const int Size = ContentSize + HMACSHA256.HashSizeInBytes;

    public string Sign(Caller caller)
    {
        Span<byte> token = stackalloc byte[Size];
        token[0] = Version;
        caller.User.CopyTo(token[1..]);
        caller.Session.CopyTo(token[17..]);
        caller.Node.CopyTo(token[33..]);
        BinaryPrimitives.WriteInt64BigEndian(token[49..], caller.Password.Millis);
        BinaryPrimitives.WriteInt32BigEndian(token[57..], caller.Password.Counter);
        BinaryPrimitives.WriteInt64BigEndian(token[61..], caller.Password.Origin);
        BinaryPrimitives.WriteInt64BigEndian(token[69..], caller.Expires);
        HMACSHA256.HashData(key, token[..ContentSize], token[ContentSize..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Null when we did not sign it or its time is over. Whether the session was ended is for the records to say.</summary>
    public Caller? Read(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        Span<byte> token = stackalloc byte[Size];
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (text.Length != Base64Url.GetEncodedLength(Size)
            || Base64Url.DecodeFromChars(text, token, out _, out var length) != OperationStatus.Done
            || length != Size
            || token[0] != Version)
        {
            return null;
        }

        HMACSHA256.HashData(key, token[..ContentSize], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, token[ContentSize..]))
        {
            return null;
        }

        var password = new Stamp(
            BinaryPrimitives.ReadInt64BigEndian(token[49..]),
            BinaryPrimitives.ReadInt32BigEndian(token[57..]),
            BinaryPrimitives.ReadInt64BigEndian(token[61..]));
        var caller = new Caller(
            EntityId.Read(token[1..]), EntityId.Read(token[17..]), EntityId.Read(token[33..]), password, BinaryPrimitives.ReadInt64BigEndian(token[69..]));
        return caller.Expires > now.ToUnixTimeMilliseconds() ? caller : null;
    }
}
