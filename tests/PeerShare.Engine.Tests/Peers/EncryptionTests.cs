using System.Net;
using System.Security.Authentication;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Peers;

/// <summary>Who is let in by a torrent whose peers prove themselves.</summary>
public sealed class EncryptionTests : EncryptedTest
{
    [Fact]
    public async Task Members_fetch_from_each_other()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));
        List<IPEndPoint> known = [seeder.Endpoint];
        List<(Content.ArrayStore Store, Transfer Transfer)> fetching = [];
        foreach (var member in Enumerable.Range(2, 3))
        {
            var node = await Stage.StartAsync(Time);
            var store = Stage.Content.Empty;
            fetching.Add((store, node.Add(Stage.Setup(store, [.. known]) with { Access = Group.Access(member) })));
            known.Add(node.Endpoint);
        }

        await WhileTimeGoesOnAsync(Task.WhenAll(fetching.Select(one => one.Transfer.Completion)));

        fetching.ShouldAllBe(one => one.Store.Bytes.SequenceEqual(Stage.Content.Bytes));
    }

    [Fact]
    public async Task Without_a_certificate_of_our_own_the_transfer_fails_with_a_reason()
    {
        var node = await Stage.StartAsync(Time);

        var transfer = node.Add(Stage.Setup(Stage.Content.Empty));

        var failure = await Should.ThrowAsync<IOException>(transfer.Completion.Soon());
        failure.Message.ShouldContain("certificate");
    }

    [Fact]
    public async Task A_damaged_root_is_said_to_be_one()
    {
        await using var damaged = new NodeStage { Content = new Content(root: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----") };
        var node = await damaged.StartAsync(Time);

        var transfer = node.Add(damaged.Setup(damaged.Content.Empty) with { Access = Group.Access(1) });

        (await Should.ThrowAsync<IOException>(transfer.Completion.Soon())).Message.ShouldContain("malformed");
    }

    [Fact]
    public async Task A_plain_handshake_gets_no_answer()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));
        using var stranger = await RawPeer.ConnectAsync(seeder.Endpoint);

        await stranger.GreetAsync(Torrent.InfoHash);

        (await stranger.HearAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_certificate_gets_no_answer()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_who_talks_an_older_tls_gets_no_answer()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2))).ShouldNotBeEmpty();
        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2), SslProtocols.Tls12)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_of_another_group_gets_no_answer()
    {
        using var others = new MadeGroup(Time.GetUtcNow());
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, others.CertificateOf(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_has_ended_or_not_begun_gets_no_answer()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));

        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2, since: Time.GetUtcNow().AddHours(-24)))).ShouldBeEmpty();
        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2, since: Time.GetUtcNow().AddHours(2)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_is_answered()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));
        using var member = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, Group.CertificateOf(2));

        await member.GreetAsync(Torrent.InfoHash);

        (await member.HearGreetingAsync()).InfoHash.ShouldBe(Torrent.InfoHash);
    }

    [Fact]
    public async Task The_handshake_must_name_the_torrent_that_the_encryption_was_for()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));
        var second = new Content(name: "second", root: Group.Root);
        var open = new Content(name: "open");
        await seeder.Add(Stage.Setup(second.Full) with { Torrent = second.Torrent, Access = Group.Access(1) }).Completion.Soon();
        await seeder.Add(Stage.Setup(open.Full) with { Torrent = open.Torrent }).Completion.Soon();

        foreach (var other in new[] { second.Torrent.InfoHash, open.Torrent.InfoHash, InfoHash.Any })
        {
            using var member = await RawPeer.ConnectAsync(seeder.Endpoint, ServerName, Group.CertificateOf(2));
            await member.GreetAsync(other);
            (await member.HearAllAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task An_enormous_certificate_gets_no_answer_and_hurts_nobody()
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));

        foreach (var bytes in new[] { 60_000, 10_000_000 })
        {
            using var enormous = Group.NobodysCertificate(bytes);
            (await WhatIsHeardAsync(seeder, ServerName, enormous)).ShouldBeEmpty();
        }

        (await WhatIsHeardAsync(seeder, ServerName, Group.CertificateOf(2))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Nor_does_it_to_one_who_dials()
    {
        using var enormous = Group.NobodysCertificate(60_000);
        var seeder = await Stage.SeedAsync(Time, access: new GroupAccess(enormous));
        var leecher = await Stage.StartAsync(Time);
        var witness = new NodeStage.Witness();

        leecher.Add(Stage.Setup(Stage.Content.Empty, seeder.Endpoint) with { Access = Group.Access(2), Observer = witness });

        (await witness.DialFailedAsync).ShouldBe("its certificate is not from this torrent's root");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("localhost")]
    public async Task Another_server_name_is_refused(string name)
    {
        var seeder = await Stage.SeedAsync(Time, access: Group.Access(1));

        (await WhatIsHeardAsync(seeder, name, Group.CertificateOf(2))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_open_torrent_is_not_served_over_encryption()
    {
        await using var open = new NodeStage();
        var seeder = await open.SeedAsync(Time);

        (await WhatIsHeardAsync(seeder, open.Content.Torrent.InfoHash.ToString(), Group.CertificateOf(2))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_dials_a_stranger_says_why_it_turned_away()
    {
        using var others = new MadeGroup(Time.GetUtcNow());
        var seeder = await Stage.SeedAsync(Time, access: others.Access(1));
        var leecher = await Stage.StartAsync(Time);
        var witness = new NodeStage.Witness();

        leecher.Add(Stage.Setup(Stage.Content.Empty, seeder.Endpoint) with { Access = Group.Access(2), Observer = witness });

        (await witness.DialFailedAsync).ShouldBe("its certificate is not from this torrent's root");
    }
}
