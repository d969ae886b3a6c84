using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.App.Tracking;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Tests.Tracking;

/// <summary>Who may be a tracker, and who is not asked anything.</summary>
public sealed class TrackerTrustTests : IDisposable
{
    private const string Host = "tracker.example";
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();
    private readonly TestAuthority cluster = new();
    private readonly TestAuthority other = new();

    private string Pin => Path.Combine(folder.Path, "tracker-pin");

    public void Dispose()
    {
        cluster.Dispose();
        other.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_first_use_decides_which_root_the_trackers_must_have()
    {
        Shown(TrackerOf(cluster)).ShouldBeNull();
        File.ReadAllText(Pin).ShouldBe($"{Fingerprint.Of(cluster.Certificate)}\n");
        (OperatingSystem.IsWindows() ? OnlyOwner : File.GetUnixFileMode(Pin)).ShouldBe(OnlyOwner);
        Shown(TrackerOf(cluster)).ShouldBeNull();
    }

    [Fact]
    public void Another_root_is_refused_with_both_fingerprints_and_the_way_to_accept_it()
    {
        Shown(TrackerOf(cluster)).ShouldBeNull();

        var fault = Shown(TrackerOf(other)).ShouldNotBeNull();

        fault.ShouldContain(Fingerprint.Of(cluster.Certificate).ToString());
        fault.ShouldContain(Fingerprint.Of(other.Certificate).ToString());
        fault.ShouldContain($"delete {Pin} and start again");
        fault.ShouldNotContain("\n");
        File.Delete(Pin);
        Shown(TrackerOf(other)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_shows_another_root_gets_not_one_request()
    {
        Shown(TrackerOf(cluster)).ShouldBeNull();
        await using var impostor = new ScriptedServer(TrackerOf(other), ScriptedServer.Http("200 OK", "[]"));

        var fault = await FailureAsync(impostor.Port);

        fault.ShouldStartWith($"the tracker at 127.0.0.1:{impostor.Port} is not used: the root {Fingerprint.Of(other.Certificate)} vouches for it");
        impostor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_shows_what_no_cluster_has_signed_gets_not_one_request_even_the_first_time()
    {
        await using var impostor = new ScriptedServer(other.Issue(Host), ScriptedServer.Http("200 OK", "[]"));

        var fault = await FailureAsync(impostor.Port);

        fault.ShouldContain("is not used: its certificate is not that of a PeerShare tracker, and no authority that this machine trusts vouches for it");
        impostor.Requests.ShouldBeEmpty();
        File.Exists(Pin).ShouldBeFalse();
    }

    [Fact]
    public void A_fingerprint_in_the_list_may_be_of_the_root_or_of_the_trackers_own_certificate()
    {
        var tracker = TrackerOf(cluster);
        Shown(tracker, listed: [Fingerprint.Of(cluster.Certificate)]).ShouldBeNull();
        Shown(tracker, listed: [Fingerprint.Of(other.Certificate), Fingerprint.Of(tracker)]).ShouldBeNull();
        Shown(other.Issue(Host), listed: [Fingerprint.Of(tracker)]).ShouldNotBeNull();
        File.Exists(Pin).ShouldBeFalse();
    }

    [Fact]
    public void What_the_list_says_counts_whatever_was_used_first()
    {
        Shown(TrackerOf(other)).ShouldBeNull();

        Shown(TrackerOf(cluster), listed: [Fingerprint.Of(cluster.Certificate)]).ShouldBeNull();
        var fault = Shown(TrackerOf(other), listed: [Fingerprint.Of(cluster.Certificate)]).ShouldNotBeNull();
        fault.ShouldContain($"it shows {Fingerprint.Of(other.Certificate)}, but the list of trackers says {Fingerprint.Of(cluster.Certificate)}");
        fault.ShouldContain("write the new one into the list");
        Shown(other.Issue(Host), SslPolicyErrors.None, [Fingerprint.Of(cluster.Certificate)]).ShouldNotBeNull();
    }

    [Fact]
    public void A_root_that_is_borne_but_has_not_signed_is_nobodys_word()
    {
        var borne = RootExtension();
        Shown(TrackerOf(cluster)).ShouldBeNull();

        Shown(other.Issue("peershare-tracker", null, borne)).ShouldNotBeNull().ShouldStartWith("its certificate bears a root that has not signed it");
    }

    [Fact]
    public void What_the_root_has_signed_for_something_else_is_no_trackers()
    {
        var borne = RootExtension();

        Shown(cluster.Issue("something-else", null, borne)).ShouldNotBeNull().ShouldStartWith("its certificate is not that of a PeerShare tracker");
        Shown(cluster.Issue("peershare-tracker")).ShouldNotBeNull().ShouldStartWith("its certificate is not that of a PeerShare tracker");
        Shown(cluster.Certificate).ShouldNotBeNull();
    }

    [Fact]
    public void A_borne_root_that_is_rubbish_is_refused()
    {
        var rubbish = new X509Extension(RootExtension().Oid!, [1, 2, 3], critical: false);

        Shown(cluster.Issue("peershare-tracker", null, rubbish)).ShouldNotBeNull().ShouldStartWith("its certificate is malformed");
    }

    [Theory]
    [InlineData(-38, true)]
    [InlineData(-36, false)]
    [InlineData(36, false)]
    [InlineData(38, true)]
    public void A_clock_may_be_wrong_by_days_but_not_by_weeks(int days, bool isRefused)
    {
        using var certificate = TrackerCertificate.Issue(cluster.Certificate, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(60));
        var clock = new SkewedTime(TimeSpan.FromDays(days));

        (Shown(certificate, time: clock) is not null).ShouldBe(isRefused);
    }

    [Fact]
    public void Whom_an_authority_vouched_for_first_an_authority_must_vouch_for_later_and_the_reverse()
    {
        Shown(other.Issue(Host), SslPolicyErrors.None).ShouldBeNull();
        File.ReadAllText(Pin).ShouldBe("authorities\n");
        Shown(TrackerOf(cluster)).ShouldNotBeNull().ShouldContain("at the first use of trackers an authority that this machine trusts did");
        Shown(other.Issue(Host), SslPolicyErrors.RemoteCertificateNameMismatch).ShouldNotBeNull();

        File.Delete(Pin);
        Shown(TrackerOf(cluster)).ShouldBeNull();
        Shown(other.Issue(Host), SslPolicyErrors.None).ShouldNotBeNull().ShouldStartWith("an authority that this machine trusts vouches for it");
    }

    [Fact]
    public void Nothing_is_written_down_by_a_handshake_that_goes_on_after_the_end()
    {
        var trust = Trust([], TimeProvider.System);
        new TrackerLink([], trust, TimeProvider.System, TimeSpan.FromSeconds(5)).Dispose();

        Should.Throw<UntrustedTracker>(() => trust.Validate(this, TrackerOf(cluster), null, SslPolicyErrors.RemoteCertificateChainErrors));

        File.Exists(Pin).ShouldBeFalse();
    }

    [Fact]
    public void A_damaged_pin_is_not_guessed_at()
    {
        File.WriteAllText(Pin, "sha256:12");

        Should.Throw<CommandFailure>(() => Shown(TrackerOf(cluster))).Message.ShouldContain($"{Pin} does not say who vouches");
    }

    private static X509Certificate2 TrackerOf(TestAuthority authority) => TrackerCertificate.Issue(authority.Certificate, TimeProvider.System.GetUtcNow());

    /// <summary>The extension with the cluster's root.</summary>
    private X509Extension RootExtension() =>
        TrackerOf(cluster).Extensions.Single(extension => extension.Oid?.Value?.StartsWith("2.25.", StringComparison.Ordinal) == true);

    private TrackerTrust Trust(Fingerprint[] listed, TimeProvider time) => new(listed, new TrackerPin(folder.Path, _ => { }), time);

    /// <returns>Why a client that starts now does not use who shows this; null when it does.</returns>
    private string? Shown(
        X509Certificate2 certificate, SslPolicyErrors errors = SslPolicyErrors.RemoteCertificateChainErrors, Fingerprint[]? listed = null, TimeProvider? time = null)
    {
        var trust = Trust(listed ?? [], time ?? TimeProvider.System);
        try
        {
            trust.Validate(this, certificate, null, errors).ShouldBeTrue();
            return null;
        }
        catch (UntrustedTracker untrusted)
        {
            return untrusted.Message;
        }
    }

    private async Task<string> FailureAsync(int port)
    {
        using var link = new TrackerLink([new Address("127.0.0.1", port)], Trust([], TimeProvider.System), TimeProvider.System, TimeSpan.FromSeconds(5));
        var client = new TrackerClient(link, TimeProvider.System);
        return (await Should.ThrowAsync<TrackerUnreachable>(() => client.MeAsync("token", TestContext.Current.CancellationToken))).Message;
    }

    private sealed class SkewedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
