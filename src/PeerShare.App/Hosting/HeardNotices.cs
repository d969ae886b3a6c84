using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Hosting;

/// <summary>Every tracker tells of everything; this remembers what was heard of late.</summary>
internal sealed class HeardNotices
{
    private const int MostRemembered = 1024;

    private readonly Lock gate = new();
    private readonly HashSet<(NoticeKind, string)> known = [];
    private readonly Queue<(NoticeKind, string)> oldest = new();

    /// <summary>False when another tracker told it before. What has no cause concerns one stream alone.</summary>
    public bool IsNew(Notice notice)
    {
        if (notice.Cause is not { } cause)
        {
            return true;
        }

        lock (gate)
        {
            if (!known.Add((notice.Kind, cause)))
            {
                return false;
            }

            oldest.Enqueue((notice.Kind, cause));
            if (oldest.Count > MostRemembered)
            {
                known.Remove(oldest.Dequeue());
            }

            return true;
        }
    }
}
