using PeerShare.App.Sharing;

namespace PeerShare.App.Commands.Client;

/// <summary>One <c>wait</c>: until no download runs. Programs hear how far each is.</summary>
internal sealed class Waiting(CommandContext context, Holdings holdings, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, char> told = [];
    private long lastTold;

    /// <exception cref="CommandFailure">A download failed, or the time is up.</exception>
    public async Task RunAsync(TimeSpan patience, CancellationToken stopping)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var downloads = holdings.Downloads.Select(DownloadState.Of).ToList();
            Tell(downloads);
            RefuseFailed(downloads);
            if (downloads.Find(download => download.Letter == 'D') is not { } running)
            {
                return;
            }

            if (patience != Timeout.InfiniteTimeSpan && time.GetElapsedTime(begun) >= patience)
            {
                throw new CommandFailure($"the time is up: {running.Record.Name} in {running.Record.Group} is at {running.Detail}");
            }

            await Task.Delay(LookEvery, time, stopping);
        }
    }

    private static void RefuseFailed(List<DownloadState> downloads)
    {
        if (downloads.Find(download => download.Letter == 'E' || (download.Letter == 'P' && download.Reason is not null)) is { } failed)
        {
            throw new CommandFailure($"{failed.Record.Name} in {failed.Record.Group} {failed.Word}: {failed.Reason}; resume_download tries again, cancel_download forgets it");
        }
    }

    private void Tell(List<DownloadState> downloads)
    {
        if (!context.Json.IsOn)
        {
            return;
        }

        var isTime = time.GetElapsedTime(lastTold) >= TellEvery;
        foreach (var download in downloads)
        {
            var key = $"{download.Record.Group}/{download.Record.Name}";
            var isNews = told.GetValueOrDefault(key) != download.Letter;
            if (isNews || (isTime && download.Letter == 'D'))
            {
                told[key] = download.Letter;
                context.Json.Emit(download.Letter switch { 'C' => "complete", 'E' => "failed", 'P' => "paused", _ => "progress" }, download.Write);
            }
        }

        lastTold = isTime ? time.GetTimestamp() : lastTold;
    }
}
