using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;

namespace PeerShare.Tracker.Events;

/// <summary>The streams that are open, by user.</summary>
internal sealed class NoticeBoard
{
    /// <summary>Streams of one user; the oldest gives way to one more. More than anybody has machines: a client whose stream ended opens it again
    /// and then asks and announces everything anew, so with one too many they would push each other out for ever.</summary>
    public const int MostOfUser = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<EntityId, List<NoticeStream>> streams = [];
    private bool isClosed;

    public NoticeStream Open(Caller caller)
    {
        var stream = new NoticeStream(caller);
        stream.Tell(new Notice(NoticeKind.Hello));
        lock (gate)
        {
            if (isClosed)
            {
                stream.End();
                return stream;
            }

            var own = streams.TryGetValue(caller.User, out var open) ? open : streams[caller.User] = [];
            own.Add(stream);
            if (own.Count > MostOfUser)
            {
                own[0].End();
                own.RemoveAt(0);
            }
        }

        return stream;
    }

    public void Close(NoticeStream stream)
    {
        stream.End();
        lock (gate)
        {
            if (streams.TryGetValue(stream.Caller.User, out var own) && own.Remove(stream) && own.Count == 0)
            {
                streams.Remove(stream.Caller.User);
            }
        }
    }

    /// <summary>Ends all streams and takes no more.</summary>
    public void CloseAll()
    {
        lock (gate)
        {
            isClosed = true;
            foreach (var stream in streams.Values.SelectMany(own => own))
            {
                stream.End();
            }
        }
    }

    public void Tell(EntityId user, Notice notice)
    {
        foreach (var stream in Of(user))
        {
            stream.Tell(notice);
        }
    }

    /// <summary>Ends the streams of a user's sessions that are over.</summary>
    public void EndSessions(EntityId user, Func<Caller, bool> isOver)
    {
        foreach (var stream in Of(user).Where(stream => isOver(stream.Caller)))
        {
            stream.Tell(new Notice(NoticeKind.SessionEnded));
            stream.End();
        }
    }

    private List<NoticeStream> Of(EntityId user)
    {
        lock (gate)
        {
            return streams.TryGetValue(user, out var own) ? [.. own] : [];
        }
    }
}
