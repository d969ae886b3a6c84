using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;
using PeerShare.App.Hosting;

namespace PeerShare.App.Repl;

/// <summary>A line for each running download above the prompt, where that may be drawn, and one that stays when it has ended.</summary>
internal sealed class DownloadView(Screen screen, NodeHost host, CommandContext context)
{
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(250);

    private HashSet<(string Group, string Name)> running = [];

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RedrawEvery, context.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                Show(host.Downloads.Select(DownloadState.Of).ToList());
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            screen.ShowDownloads([]);
        }
    }

    private void Show(List<DownloadState> downloads)
    {
        foreach (var ended in downloads.Where(download => download.Letter != 'D' && running.Contains((download.Record.Group, download.Record.Name))))
        {
            screen.Text.WriteLine(ended.ToString());
        }

        var now = downloads.Where(download => download.Letter == 'D').ToList();
        running = [.. now.Select(download => (download.Record.Group, download.Record.Name))];
        screen.ShowDownloads(context.IsLive ? [.. now.Select(LineOf)] : []);
    }

    private static string LineOf(DownloadState download) => $"{Bar.Of(download.Percent)} {download.Pace}  {download.Record.Name}";
}
