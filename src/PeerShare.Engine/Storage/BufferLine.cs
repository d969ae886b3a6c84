namespace PeerShare.Engine.Storage;

/// <summary>The swarms that were refused memory for a piece. Whoever has least is next, and of those that have the same the one that
/// has waited longest: large pieces of many swarms get their turns under one budget. Under the pool's lock.</summary>
internal sealed class BufferLine
{
    private readonly List<BufferShare> waiting = [];

    /// <summary>What is kept free for others than this one.</summary>
    public (int Pieces, long Bytes) PromisedBeside(BufferShare share)
    {
        var others = waiting.FindAll(other => other.IsInvited && other != share);
        return (others.Count, others.Sum(other => (long)other.Wanted));
    }

    /// <summary>Somebody who has less waits for memory that is not there yet.</summary>
    public bool IsBehindAnother(BufferShare share) =>
        !share.IsInvited && waiting.Exists(other => other != share && !other.IsInvited && other.Bytes < share.Bytes);

    public void Wait(BufferShare share, int bytes)
    {
        share.Wanted = bytes;
        share.IsInvited = false;
        if (!waiting.Contains(share))
        {
            waiting.Add(share);
        }
    }

    public void Leave(BufferShare share)
    {
        share.IsInvited = false;
        waiting.Remove(share);
    }

    /// <summary>Invites as many as there is memory for.</summary>
    /// <param name="mayHave">May the swarm have so many bytes?</param>
    public List<BufferShare> Invite(Func<BufferShare, int, bool> mayHave)
    {
        List<BufferShare> invited = [];
        while (waiting.Where(share => !share.IsInvited).MinBy(share => share.Bytes) is { } next && mayHave(next, next.Wanted))
        {
            next.IsInvited = true;
            invited.Add(next);
        }

        return invited;
    }
}
