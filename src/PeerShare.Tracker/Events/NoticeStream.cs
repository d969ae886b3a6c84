using System.Threading.Channels;
using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Accounts;

namespace PeerShare.Tracker.Events;

/// <summary>What waits to be told to one session.</summary>
internal sealed class NoticeStream(Caller caller)
{
    public const int MostWaiting = 256;

    private readonly Channel<Notice> notices = Channel.CreateBounded<Notice>(MostWaiting);

    public Caller Caller => caller;

    public ChannelReader<Notice> Notices => notices.Reader;

    /// <summary>A client that is too slow loses the stream, comes again, and asks how things are.</summary>
    public void Tell(Notice notice)
    {
        if (!notices.Writer.TryWrite(notice))
        {
            End();
        }
    }

    public void End() => notices.Writer.TryComplete();
}
