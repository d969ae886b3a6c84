using System.Security.Cryptography;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Accounts;

/// <summary>A fresh user's passkey follows from the id, so that a registration which two trackers were asked for, because the first was
/// slow, is the same on both.</summary>
/// <param name="key">Secret, and the cluster's.</param>
internal sealed class Passkeys(byte[] key)
{
    public EntityId Of(EntityId user)
    {
        Span<byte> id = stackalloc byte[EntityId.Size];
        user.CopyTo(id);
        return EntityId.Read(HMACSHA256.HashData(key, id));
    }
}
