using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Mirroring;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>Whoever comes as a mirror with a certificate of another cluster is refused, and the operator of who refuses is told.</summary>
public sealed class WrongKeyTests
{
    private const string Told = "127.0.0.1 wants to mirror and does not have this cluster's key; if it is a tracker of yours, copy the key file beside the list from one to the other";

    private readonly ManualTime time = new();
    private readonly List<string> warnings = [];

    [Fact]
    public async Task The_tracker_that_refuses_tells_its_operator_once_however_often_the_stranger_comes()
    {
        using var cluster = new TestAuthority();
        using var foreign = TrackerCertificate.Issue(cluster.Certificate, TimeProvider.System.GetUtcNow());
        await using var stage = await MirrorStage.StartAsync(1);
        for (var turn = 0; turn < 3; turn++)
        {
            (await AskAsync(stage.Hosts[0].Endpoint, foreign)).ShouldBeNull();
        }

        stage.Warnings.ShouldBe([Told]);
    }

    [Fact]
    public async Task Of_one_with_the_right_key_and_of_one_without_any_nobody_is_told()
    {
        await using var stage = await MirrorStage.StartAsync(2);
        using var key = ClusterKey.Read(stage.KeyFile);
        using var ours = key.Issue(TimeProvider.System.GetUtcNow());

        (await AskAsync(stage.Hosts[0].Endpoint, ours)).ShouldStartWith("HTTP/1.1 404 ");
        (await AskAsync(stage.Hosts[0].Endpoint, shown: null)).ShouldStartWith("HTTP/1.1 403 ");

        stage.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void One_that_comes_again_and_again_is_told_of_once_an_hour()
    {
        var strangers = new StrangeMirrors(time, warnings.Add);
        strangers.Refused(IPAddress.Loopback);
        time.Advance(StrangeMirrors.Quiet - TimeSpan.FromSeconds(1));
        strangers.Refused(IPAddress.Loopback);
        warnings.ShouldBe([Told]);

        time.Advance(TimeSpan.FromSeconds(1));
        strangers.Refused(IPAddress.Loopback);
        warnings.ShouldBe([Told, Told]);
    }

    [Fact]
    public void However_many_addresses_they_come_from_few_are_told_of_in_an_hour()
    {
        var strangers = new StrangeMirrors(time, warnings.Add);
        for (var number = 0; number < 1000; number++)
        {
            strangers.Refused(new IPAddress(number + 1));
        }

        warnings.Count.ShouldBe(StrangeMirrors.MostToldOf);
        time.Advance(StrangeMirrors.Quiet);
        strangers.Refused(IPAddress.Loopback);
        warnings[^1].ShouldBe(Told);
    }

    /// <summary>Asks as mirrors ask.</summary>
    /// <returns>The first line of the answer; null for none.</returns>
    private static async Task<string?> AskAsync(IPEndPoint tracker, X509Certificate2? shown)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(tracker, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream(), false, (_, theirs, _, _) => theirs is not null);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = TlsDoor.MirrorName,
                    ClientCertificates = shown is null ? null : [shown],
                },
                TestContext.Current.CancellationToken);
            await tls.WriteAsync(
                Encoding.ASCII.GetBytes($"GET {Routes.MirrorBlob} HTTP/1.1\r\nHost: {TlsDoor.MirrorName}\r\n\r\n"),
                TestContext.Current.CancellationToken);
            using var reader = new StreamReader(tls, leaveOpen: true);
            return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return null;
        }
    }
}
