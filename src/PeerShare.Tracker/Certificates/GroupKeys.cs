using System.Security.Cryptography;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Certificates;

/// <summary>Keeps the private keys of groups: in records, where every tracker has them, sealed with a key that only trackers have.</summary>
/// <param name="sealing">Of the trackers; 32 bytes.</param>
internal sealed class GroupKeys(byte[] sealing)
{
    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    /// <summary>Makes the authority of a new group.</summary>
    public SealedAuthority Create(EntityId group, DateTimeOffset now)
    {
        using var authority = GroupAuthority.Create(group, now);
        return new SealedAuthority(authority.RootPem, Seal(group, authority.ExportKey()));
    }

    /// <summary>Takes up the authority of a group.</summary>
    /// <exception cref="CryptographicException">It was sealed with another secret, or is damaged.</exception>
    public GroupAuthority Open(EntityId group, SealedAuthority kept) => GroupAuthority.Load(kept.Root, Unseal(group, kept.Key));

    /// <summary>Nonce, tag, and what was sealed; bound to the group, so that no key serves another.</summary>
    private byte[] Seal(EntityId group, byte[] key)
    {
        var bytes = new byte[NonceSize + TagSize + key.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(sealing, TagSize);
        cipher.Encrypt(
            bytes.AsSpan(0, NonceSize), key, bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), BytesOf(group));
        CryptographicOperations.ZeroMemory(key);
        return bytes;
    }

    private byte[] Unseal(EntityId group, byte[] bytes)
    {
        if (bytes.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("a group's key is damaged");
        }

        var key = new byte[bytes.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(sealing, TagSize);
        cipher.Decrypt(
            bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), key, BytesOf(group));
        return key;
    }

    private static byte[] BytesOf(EntityId group)
    {
        var bytes = new byte[EntityId.Size];
        group.CopyTo(bytes);
        return bytes;
    }
}
