using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace PeerShare.Bench.Trackers;

/// <summary>A tracker as operators run it: the program, in a process of its own.</summary>
internal sealed class TrackerProcess : IAsyncDisposable
{
    private const string Ready = "listening on ";

    private readonly Process process;

    private TrackerProcess(Process process, IPEndPoint place, TimeSpan start)
    {
        this.process = process;
        Place = place;
        Start = start;
    }

    public IPEndPoint Place { get; }

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan Start { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <param name="program">Path of <c>peershare</c>.</param>
    /// <param name="folder">The tracker's folder.</param>
    /// <param name="core">The only core that it may use; null for all.</param>
    public static async Task<TrackerProcess> StartAsync(string program, string folder, int? core)
    {
        var list = Path.Combine(folder, "tracker_info.txt");
        await File.WriteAllTextAsync(list, "127.0.0.1:1\n");
        string[] command = [program, "tracker", list, "1", "--data", folder, "--listen", "127.0.0.1:0"];
        return await StartAsync(core is null ? command : ["taskset", "-c", core.Value.ToString(CultureInfo.InvariantCulture), .. command]);
    }

    /// <summary>Starts what the command line says.</summary>
    public static async Task<TrackerProcess> StartAsync(params string[] all)
    {
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo(all[0], all[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                return new TrackerProcess(process, IPEndPoint.Parse(line[Ready.Length..]), Stopwatch.GetElapsedTime(began));
            }
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"the tracker ended with code {process.ExitCode} and was never ready");
    }

    /// <summary>Resident memory now and at its peak, as the kernel counts it.</summary>
    public string Memory()
    {
        var lines = File.ReadLines($"/proc/{process.Id}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal) || line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kibibytes = lines.ToDictionary(line => line[..5], line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
        return FormattableString.Invariant($"{kibibytes["VmRSS"] >> 10:N0} MiB resident, {kibibytes["VmHWM"] >> 10:N0} MiB at the peak");
    }

    public async ValueTask DisposeAsync()
    {
        await process.StandardInput.WriteLineAsync("quit");
        await process.StandardInput.FlushAsync();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
