using System.Collections.Concurrent;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>What anybody on the machine sees of its processes: every command line there was, from its start to its end.</summary>
internal sealed class ProcessList : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<(int Process, string CommandLine), bool> seen = [];
    private readonly CancellationTokenSource over = new();
    private readonly Task looking;

    public ProcessList() => looking = Task.Run(LookAsync);

    public IEnumerable<string> CommandLines => seen.Keys.Select(one => one.CommandLine);

    /// <summary>The folders of the processes that there are now.</summary>
    public static IEnumerable<string> Folders => Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]));

    /// <returns>Nothing of a process that has ended, or that is not ours to look into.</returns>
    public static string Read(string process, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, name)).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public bool Has(int process) => seen.Keys.Any(one => one.Process == process);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await looking;
        over.Dispose();
    }

    private async Task LookAsync()
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var process in Folders)
            {
                seen.TryAdd((int.Parse(Path.GetFileName(process), null), Read(process, "cmdline")), true);
            }

            await Task.Delay(LookEvery, TimeProvider.System, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
