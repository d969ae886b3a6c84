using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Peers;

public sealed class EncryptionTests : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly VirtualTime time = new();
    private readonly MadeGroup group;
    private readonly NodeStage stage;

    public EncryptionTests()
    {
        group = new MadeGroup(time.GetUtcNow());
        stage = new NodeStage { Content = new Content(3_000_000, 65_536, root: group.Root) };
    }

    private Torrent Torrent => stage.Content.Torrent;

    private string ServerName => Torrent.InfoHash.ToString();

    [Fact]
    public async Task Members_fetch_from_each_other()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));
        List<IPEndPoint> known = [seeder.Endpoint];
        List<(Content.ArrayStore Store, Transfer Transfer)> fetching = [];
        foreach (var member in Enumerable.Range(2, 3))
        {
            var node = await stage.StartAsync(time);
            var store = stage.Content.Empty;
            fetching.Add((store, node.Add(stage.Setup(store, [.. known]) with { Access = group.Access(member) })));
            known.Add(node.Endpoint);
        }

        await WhileTimeGoesOnAsync(Task.WhenAll(fetching.Select(one => one.Transfer.Completion)));

        fetching.ShouldAllBe(one => one.Store.Bytes.SequenceEqual(stage.Content.Bytes));
    }

    [Fact]
    public async Task Without_a_certificate_of_our_own_the_transfer_fails_with_a_reason()
    {
        var node = await stage.StartAsync(time);

        var transfer = node.Add(stage.Setup(stage.Content.Empty));

        var failure = await Should.ThrowAsync<IOException>(transfer.Completion.Soon());
        failure.Message.ShouldContain("certificate");
    }

    [Fact]
    public async Task A_damaged_root_is_said_to_be_one()
    {
        await using var damaged = new NodeStage { Content = new Content(root: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----") };
        var node = await damaged.StartAsync(time);

        var transfer = node.Add(damaged.Setup(damaged.Content.Empty) with { Access = group.Access(1) });

        (await Should.ThrowAsync<IOException>(transfer.Completion.Soon())).Message.ShouldContain("malformed");
    }

    [Fact]
    public async Task A_plain_handshake_gets_no_answer()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));
        using var stranger = await RawPeer.ConnectAsync(seeder.Endpoint);

        await stranger.GreetAsync(Torrent.InfoHash);

        (await stranger.HearAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_certificate_gets_no_answer()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_who_talks_an_older_tls_gets_no_answer()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2))).ShouldNotBeEmpty();
        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2), SslProtocols.Tls12)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_of_another_group_gets_no_answer()
    {
        using var others = new MadeGroup(time.GetUtcNow());
        var seeder = await stage.SeedAsync(time, access: group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, others.CertificateOf(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_has_ended_or_not_begun_gets_no_answer()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2, since: time.GetUtcNow().AddHours(-24)))).ShouldBeEmpty();
        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2, since: time.GetUtcNow().AddHours(2)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_is_answered()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));
        using var member = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, group.CertificateOf(2));

        await member.GreetAsync(Torrent.InfoHash);

        (await member.HearGreetingAsync()).InfoHash.ShouldBe(Torrent.InfoHash);
    }

    [Fact]
    public async Task The_handshake_must_name_the_torrent_that_the_encryption_was_for()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));
        var second = new Content(name: "second", root: group.Root);
        var open = new Content(name: "open");
        await seeder.Add(stage.Setup(second.Full) with { Torrent = second.Torrent, Access = group.Access(1) }).Completion.Soon();
        await seeder.Add(stage.Setup(open.Full) with { Torrent = open.Torrent }).Completion.Soon();

        foreach (var other in new[] { second.Torrent.InfoHash, open.Torrent.InfoHash, InfoHash.Any })
        {
            using var member = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, group.CertificateOf(2));
            await member.GreetAsync(other);
            (await member.HearAllAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task An_enormous_certificate_gets_no_answer_and_hurts_nobody()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));

        foreach (var bytes in new[] { 60_000, 10_000_000 })
        {
            using var enormous = group.NobodysCertificate(bytes);
            (await WhatIsHeardAsync(seeder, ServerName, enormous)).ShouldBeEmpty();
        }

        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Nor_does_it_to_one_who_dials()
    {
        using var enormous = group.NobodysCertificate(60_000);
        var seeder = await stage.SeedAsync(time, access: new GroupAccess(enormous));
        var leecher = await stage.StartAsync(time);
        var witness = new NodeStage.Witness();

        leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint) with { Access = group.Access(2), Observer = witness });

        (await witness.DialFailedAsync).ShouldBe("its certificate is not from this torrent's root");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("localhost")]
    public async Task Another_server_name_is_refused(string name)
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));

        (await WhatIsHeardAsync(seeder, name, group.CertificateOf(2))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_open_torrent_is_not_served_over_encryption()
    {
        await using var open = new NodeStage();
        var seeder = await open.SeedAsync(time);

        (await WhatIsHeardAsync(seeder, open.Content.Torrent.InfoHash.ToString(), group.CertificateOf(2))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_dials_a_stranger_says_why_it_turned_away()
    {
        using var others = new MadeGroup(time.GetUtcNow());
        var seeder = await stage.SeedAsync(time, access: others.Access(1));
        var leecher = await stage.StartAsync(time);
        var witness = new NodeStage.Witness();

        leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint) with { Access = group.Access(2), Observer = witness });

        (await witness.DialFailedAsync).ShouldBe("its certificate is not from this torrent's root");
    }

    [Fact]
    public async Task An_expelled_member_is_cut_off_and_does_not_come_in_again()
    {
        var access = group.Access(1);
        var seeder = await stage.SeedAsync(time, access: access);
        using var removed = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, group.CertificateOf(2));
        using var other = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, group.CertificateOf(3));
        await removed.GreetAsync(Torrent.InfoHash);
        await removed.HearGreetingAsync();
        await other.GreetAsync(Torrent.InfoHash, new PeerId("-XX0001-another-here"u8));
        await other.HearGreetingAsync();

        access.Expel(MadeGroup.IdOf(2), 1);

        await removed.HearTheEndAsync();
        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2))).ShouldBeEmpty();
        await other.SayAsync(PeerMessage.Interested);
        await WhileTimeGoesOnAsync(other.HearUntilAsync(PeerMessageKind.Unchoke));
    }

    [Fact]
    public async Task What_waits_in_the_kernel_for_an_expelled_member_is_not_sent()
    {
        const int Little = 4096;
        const int Much = 16 * Little;
        var access = group.Access(1);
        var seeder = await stage.StartAsync(time);
        var transfer = seeder.Add(stage.Setup(stage.Content.Full) with { Access = access });
        using var removed = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, group.CertificateOf(2), room: Little);
        await removed.GreetAsync(Torrent.InfoHash);
        await removed.HearGreetingAsync();
        await removed.SayAsync(PeerMessage.Interested);
        await WhileTimeGoesOnAsync(removed.HearUntilAsync(PeerMessageKind.Unchoke));
        foreach (var piece in Enumerable.Range(0, 4))
        {
            await removed.SayAsync(PeerMessage.Request(stage.Content.Block(piece, 0)));
            await removed.SayAsync(PeerMessage.Request(stage.Content.Block(piece, 1)));
        }

        await WhileTimeGoesOnAsync(UntilAsync(() => transfer.Progress.Swarm.Uploaded >= Much));
        access.Expel(MadeGroup.IdOf(2), 1);

        (await removed.HearAllAsync()).Length.ShouldBeLessThan(Much);
        removed.WasReset.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_let_in_again_comes_in_with_the_new_epoch_only()
    {
        var access = group.Access(1);
        access.Expel(MadeGroup.IdOf(2), 1);
        var seeder = await stage.SeedAsync(time, access: access);

        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2, epoch: 1))).ShouldBeEmpty();
        (await WhatIsHeardAsync(seeder, ServerName, group.CertificateOf(2, epoch: 2))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_link_ends_when_the_peers_certificate_does()
    {
        var seeder = await stage.SeedAsync(time, access: group.Access(1));
        var ends = TimeSpan.FromSeconds(30);
        using var member = await RawPeer.ConnectAsync(
            seeder.Endpoint, ServerName, group.CertificateOf(2, since: time.GetUtcNow().AddHours(-23) + ends));
        await member.GreetAsync(Torrent.InfoHash);
        await member.HearGreetingAsync();
        await member.HearMessageAsync();

        time.Advance(ends);

        await member.HearTheEndAsync();
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_those_who_come_later()
    {
        var access = new GroupAccess(group.CertificateOf(1, since: time.GetUtcNow().AddHours(-22.5)));
        var seeder = await stage.SeedAsync(time, access: access);
        time.Advance(TimeSpan.FromHours(1));
        access.Show(group.CertificateOf(1, since: time.GetUtcNow()));
        var leecher = await stage.StartAsync(time);

        var transfer = leecher.Add(stage.Setup(stage.Content.Empty, seeder.Endpoint) with
        {
            Access = new GroupAccess(group.CertificateOf(2, since: time.GetUtcNow())),
        });

        await WhileTimeGoesOnAsync(transfer.Completion);
    }

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        group.Dispose();
    }

    /// <summary>All that a peer with this certificate is told after a handshake for the torrent.</summary>
    private async Task<byte[]> WhatIsHeardAsync(Node node, string server, X509Certificate2? certificate, SslProtocols versions = SslProtocols.Tls13)
    {
        try
        {
            using var peer = await RawPeer.ConnectAsync(node.Endpoint, server, certificate, versions);
            await peer.GreetAsync(Torrent.InfoHash);
            return await peer.HearSomeAsync();
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return [];
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(Tick, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>No faster than real time, in which the encryption is made: deadlines would be over before it is.</summary>
    private async Task WhileTimeGoesOnAsync(Task task)
    {
        var ended = task.Soon();
        while (!ended.IsCompleted)
        {
            time.Advance(Tick);
            await Task.WhenAny(ended, Task.Delay(Tick, TimeProvider.System));
        }

        await ended;
    }
}
