using System.Globalization;
using PeerShare.App.Hosting;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tests.Hosting;

public sealed class HeardNoticesTests
{
    private readonly HeardNotices heard = new();

    [Fact]
    public void What_two_trackers_tell_is_heard_once()
    {
        var notice = new Notice(NoticeKind.Accepted, "g1") { Cause = "1-0-a" };

        heard.IsNew(notice).ShouldBeTrue();
        heard.IsNew(notice).ShouldBeFalse();
        heard.IsNew(notice with { Cause = "2-0-a" }).ShouldBeTrue();
        heard.IsNew(notice with { Kind = NoticeKind.MemberLeft }).ShouldBeTrue();
    }

    [Fact]
    public void What_concerns_a_stream_alone_is_always_new()
    {
        heard.IsNew(new Notice(NoticeKind.Hello)).ShouldBeTrue();
        heard.IsNew(new Notice(NoticeKind.Hello)).ShouldBeTrue();
    }

    [Fact]
    public void It_does_not_remember_for_ever()
    {
        var first = new Notice(NoticeKind.Accepted) { Cause = "first" };
        heard.IsNew(first);

        for (var number = 0; number < 2_000; number++)
        {
            heard.IsNew(first with { Cause = number.ToString(CultureInfo.InvariantCulture) });
        }

        heard.IsNew(first).ShouldBeTrue();
    }
}
