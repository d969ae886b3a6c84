using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Events;

namespace PeerShare.Tracker.Tests.Events;

/// <summary>Who does not read loses the stream, and holds up nobody.</summary>
public sealed class NoticeBoardTests
{
    private static readonly Notice News = new(NoticeKind.Accepted, "g1");

    private readonly NoticeBoard board = new();

    [Fact]
    public async Task A_stream_for_which_too_many_notices_wait_ends_behind_them()
    {
        var (idle, reading) = (Open(session: 1), Open(session: 2));
        for (var notice = 1; notice < NoticeStream.MostWaiting; notice++)
        {
            Tell(reading);
        }

        idle.Notices.Completion.IsCompleted.ShouldBeFalse();
        idle.Notices.Count.ShouldBe(NoticeStream.MostWaiting);
        Tell(reading);
        (await ReadAsync(idle)).Count.ShouldBe(NoticeStream.MostWaiting);
        Tell(reading);
        reading.Notices.Completion.IsCompleted.ShouldBeFalse();
    }

    private NoticeStream Open(uint session) => board.Open(new Caller(new EntityId(1), new EntityId(session), new EntityId(session), default, long.MaxValue));

    /// <summary>One of the streams is read.</summary>
    private void Tell(NoticeStream reading)
    {
        while (reading.Notices.TryRead(out _))
        {
            // As its client would.
        }

        board.Tell(new EntityId(1), News);
    }

    /// <summary>Comes back because the stream has ended.</summary>
    private static ValueTask<List<Notice>> ReadAsync(NoticeStream stream) =>
        stream.Notices.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
}
