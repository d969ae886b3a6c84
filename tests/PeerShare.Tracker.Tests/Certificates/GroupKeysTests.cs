using System.Security.Cryptography;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Certificates;

namespace PeerShare.Tracker.Tests.Certificates;

public sealed class GroupKeysTests
{
    private static readonly byte[] Secret = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly EntityId Group = new(1);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Any_tracker_with_the_secret_can_take_up_the_authority()
    {
        var made = new GroupKeys(Secret).Create(Group, Now);

        using var authority = new GroupKeys(Secret).Open(Group, made);

        authority.RootPem.ShouldBe(made.Root);
    }

    [Fact]
    public void Nobody_else_can()
    {
        var made = new GroupKeys(Secret).Create(Group, Now);
        var damaged = made with { Key = [.. made.Key[..^1], (byte)(made.Key[^1] ^ 1)] };

        Should.Throw<CryptographicException>(() => new GroupKeys(new byte[32]).Open(Group, made).Dispose());
        Should.Throw<CryptographicException>(() => new GroupKeys(Secret).Open(new EntityId(2), made).Dispose());
        Should.Throw<CryptographicException>(() => new GroupKeys(Secret).Open(Group, damaged).Dispose());
        Should.Throw<CryptographicException>(() => new GroupKeys(Secret).Open(Group, new SealedAuthority(made.Root, [])).Dispose());
    }
}
