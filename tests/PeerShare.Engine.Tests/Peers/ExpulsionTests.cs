using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>How long those are let in who were let in: until their certificate ends, or they are expelled.</summary>
public sealed class ExpulsionTests : EncryptedTest
{
    [Fact]
    public async Task An_expelled_member_is_cut_off_and_does_not_come_in_again()
    {
        var access = Group.Access(1);
        var seeder = await Stage.SeedAsync(Time, access: access);
        using var removed = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, Group.CertificateOf(2));
        using var other = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, Group.CertificateOf(3));
        await removed.GreetAsync(Torrent.InfoHash);
        await removed.HearGreetingAsync();
        await other.GreetAsync(Torrent.InfoHash, new PeerId("-XX0001-another-here"u8));
        await other.HearGreetingAsync();

        access.Expel(MadeGroup.IdOf(2), 1);

        await removed.HearTheEndAsync();
        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2))).ShouldBeEmpty();
        await other.SayAsync(PeerMessage.Interested);
        await WhileTimeGoesOnAsync(other.HearUntilAsync(PeerMessageKind.Unchoke));
    }

    [Fact]
    public async Task What_waits_in_the_kernel_for_an_expelled_member_is_not_sent()
    {
        const int Little = 4096;
        const int Much = 16 * Little;
        var access = Group.Access(1);
        var seeder = await Stage.StartAsync(Time);
        var transfer = seeder.Add(Stage.Setup(Stage.Content.Full) with { Access = access });
        await transfer.Completion.Soon();
        using var removed = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, Group.CertificateOf(2), room: Little);
        await removed.GreetAsync(Torrent.InfoHash);
        await removed.HearGreetingAsync();
        await removed.SayAsync(PeerMessage.Interested);
        await WhileTimeGoesOnAsync(removed.HearUntilAsync(PeerMessageKind.Unchoke));
        foreach (var piece in Enumerable.Range(0, 4))
        {
            await removed.SayAsync(PeerMessage.Request(Stage.Content.Block(piece, 0)));
            await removed.SayAsync(PeerMessage.Request(Stage.Content.Block(piece, 1)));
        }

        await WhileTimeGoesOnAsync(UntilAsync(() => transfer.Progress.Swarm.Uploaded >= Much));
        access.Expel(MadeGroup.IdOf(2), 1);

        (await removed.HearAllAsync()).Length.ShouldBeLessThan(Much);
        removed.WasReset.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_let_in_again_comes_in_with_the_new_epoch_only()
    {
        var access = Group.Access(1);
        access.Expel(MadeGroup.IdOf(2), 1);
        var seeder = await Stage.SeedAsync(Time, access: access);

        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2, epoch: 1))).ShouldBeEmpty();
        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2, epoch: 2))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_link_ends_when_the_peers_certificate_does()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));
        var ends = TimeSpan.FromSeconds(30);
        using var member = await RawPeer.ConnectAsync(
            seeder.Endpoint, ServerName, Group.CertificateOf(2, since: Time.GetUtcNow().AddHours(-23) + ends));
        await member.GreetAsync(Torrent.InfoHash);
        await member.HearGreetingAsync();
        await member.HearMessageAsync();

        Time.Advance(ends);

        await member.HearTheEndAsync();
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_those_who_come_later()
    {
        var access = new GroupAccess(Group.CertificateOf(1, since: Time.GetUtcNow().AddHours(-22.5)));
        var seeder = await Stage.SeedAsync(Time, access: access);
        Time.Advance(TimeSpan.FromHours(1));
        access.Show(Group.CertificateOf(1, since: Time.GetUtcNow()));
        var leecher = await Stage.StartAsync(Time);

        var transfer = leecher.Add(Stage.Setup(Stage.Content.Empty, seeder.Endpoint) with
        {
            Access = new GroupAccess(Group.CertificateOf(2, since: Time.GetUtcNow())),
        });

        await WhileTimeGoesOnAsync(transfer.Completion);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(Tick, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
