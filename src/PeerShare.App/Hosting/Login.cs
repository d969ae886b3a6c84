using System.Collections.Immutable;
using PeerShare.App.Sharing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Hosting;

/// <summary>One login on this node.</summary>
internal sealed class Login(Session session, Holdings holdings, Memberships memberships) : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private volatile Session current = session;
    private ImmutableList<GroupMark> leaving = [];

    public Session Session
    {
        get => current;
        set => current = value;
    }

    public Holdings Holdings { get; } = holdings;

    public Memberships Memberships { get; } = memberships;

    /// <summary>Cancelled with the login.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Leaves a group and ends all that concerns it. A notice of it may come before the answer, to whoever knows.</summary>
    /// <param name="group">Which one.</param>
    /// <param name="tellTracker">Has a tracker write it.</param>
    public async Task LeaveAsync(GroupMark group, Func<Task> tellTracker)
    {
        ImmutableInterlocked.Update(ref leaving, all => all.Add(group));
        try
        {
            await tellTracker();
            await Holdings.LeaveAsync(group);
        }
        finally
        {
            ImmutableInterlocked.Update(ref leaving, all => all.Remove(group));
        }
    }

    /// <summary>Whether a command here leaves the group at this moment.</summary>
    public bool IsLeaving(GroupMark group) => leaving.Exists(group.IsSame);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await Holdings.DisposeAsync();
        await Memberships.DisposeAsync();
    }
}
