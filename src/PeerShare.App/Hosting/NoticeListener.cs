using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.App.Sharing;
using PeerShare.App.Tracking;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Hosting;

/// <summary>Hears from every tracker what concerns the user who is logged in, tells it once, and ends what may not go on.</summary>
internal sealed class NoticeListener(TrackerClient client, Login login, Action<string> tell, TimeProvider time)
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    private readonly HeardNotices heard = new();

    /// <summary>What a user is told who is no member any more.</summary>
    public static string IsOver(GroupMark group) => $"you are no longer a member of {group.Name}: nothing of it is fetched or shared here any more";

    /// <summary>Listens until the login ends; never throws for what a tracker does.</summary>
    /// <param name="reconcile">Called when a stream began anew: what happened before was not heard.</param>
    /// <param name="drop">Ends the login.</param>
    /// <param name="isOver">Whether no tracker knows the session any more; one alone may be behind the others.</param>
    public Task RunAsync(Func<Task> reconcile, Func<Task> drop, Func<Task<bool>> isOver) =>
        new EachTracker(client.Roster, (tracker, over) => ListenAsync(tracker, reconcile, drop, isOver, over)).RunAsync(login.Ended);

    private async Task ListenAsync(Address tracker, Func<Task> reconcile, Func<Task> drop, Func<Task<bool>> isOver, CancellationToken over)
    {
        var isFirst = true;
        while (!over.IsCancellationRequested)
        {
            var isRefused = false;
            try
            {
                await foreach (var notice in client.NoticesAsync(tracker, login.Session.Token, over))
                {
                    await (heard.IsNew(notice) ? HearAsync(notice, isFirst ? () => Task.CompletedTask : reconcile, drop) : Task.CompletedTask);
                }
            }
            catch (TrackerRefusal refusal) when (refusal.IsSessionEnd)
            {
                isRefused = true;
            }
            catch (Exception broken) when (broken is CommandFailure or IOException or HttpRequestException or OperationCanceledException)
            {
                // A tracker that is gone comes back.
            }

            // Also a stream that could not be opened: what happened until the next one was not heard.
            isFirst = false;
            if (isRefused && await isOver())
            {
                await drop();
            }

            await ((Task)Task.Delay(AgainAfter, time, over)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HearAsync(Notice notice, Func<Task> reconcile, Func<Task> drop)
    {
        switch (notice)
        {
            case { Kind: NoticeKind.Hello }:
                await reconcile();
                break;
            case { Kind: NoticeKind.SessionEnded }:
                await drop();
                break;
            case { Kind: NoticeKind.Accepted, Group: { } group }:
                tell($"you were accepted into {group}");
                break;
            case { Kind: NoticeKind.Rejected, Group: { } group }:
                tell($"you were rejected from {group}");
                break;
            case { Kind: NoticeKind.Asked, Group: { } group, User: { } user }:
                tell($"{user} asks to join {group}: accept_request or reject_request");
                break;
            case { Kind: NoticeKind.Removed, Group: { } group }:
                await RemovedAsync(new GroupMark(notice.GroupId, group));
                break;
            case { Kind: NoticeKind.MemberLeft, Group: { } group, Former: { } former }:
                login.Memberships.Expel(new GroupMark(notice.GroupId, group), former);
                break;
            case { Kind: NoticeKind.FileRemoved, InfoHash: { } hash }:
                await FileRemovedAsync(hash);
                break;
        }
    }

    /// <summary>Whoever leaves by a command here knows.</summary>
    private async Task RemovedAsync(GroupMark group)
    {
        var isKnown = login.IsLeaving(group);
        if (await login.Holdings.LeaveAsync(group) && !isKnown)
        {
            tell(IsOver(group));
        }
    }

    private async Task FileRemovedAsync(string hash)
    {
        if (InfoHash.TryParseHex(hash, out var infoHash) && login.Holdings.Find(infoHash) is { IsActive: true } holding)
        {
            var (group, name) = (holding.Record.Group, holding.Record.Name);
            await login.Holdings.RemovedAsync(holding, $"it was removed from {group}");
            tell($"{name} was removed from {group}");
        }
    }
}
