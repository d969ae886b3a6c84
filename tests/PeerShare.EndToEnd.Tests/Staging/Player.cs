using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>A process of a test: what it says is heard as it comes, and it does not outlive the test.</summary>
internal sealed class Player : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly Task listening;

    private Player(string title, Process process)
    {
        Title = title;
        this.process = process;
        listening = Task.WhenAll(HearAsync(process.StandardOutput, isError: false), HearAsync(process.StandardError, isError: true));
    }

    /// <summary>Its command line.</summary>
    public string Title { get; }

    public Transcript Said { get; } = new();

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>When it has ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Lines of stdout so far.</summary>
    public IEnumerable<string> Out => Said.Lines.Where(line => !line.IsError).Select(line => line.Text);

    /// <summary>Lines of stderr so far.</summary>
    public IEnumerable<string> Error => Said.Lines.Where(line => line.IsError).Select(line => line.Text);

    /// <param name="start">What and where.</param>
    /// <param name="isTyped">Keeps the input open for <see cref="TypeAsync"/>; else there is none.</param>
    public static Player Start(ProcessStartInfo start, bool isTyped = false)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        if (!isTyped)
        {
            process.StandardInput.Close();
        }

        return new Player($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)}", process);
    }

    /// <summary>Waits until a line fits.</summary>
    public Task<Match> SaysAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) =>
        SoonAsync($"say {pattern}", stopping => Said.FindAsync(new Regex(pattern, RegexOptions.CultureInvariant), stopping));

    /// <summary>What the first group was in every line so far that fits.</summary>
    public List<string> All([StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        return [.. Said.Lines.Select(line => regex.Match(line.Text)).Where(match => match.Success).Select(match => match.Groups[1].Value)];
    }

    /// <summary>Waits until the process has ended by itself and all it said was heard.</summary>
    /// <returns>Its exit code; 128 and more when a signal ended it.</returns>
    public async Task<int> EndsAsync()
    {
        await SoonAsync("end", async stopping =>
        {
            await process.WaitForExitAsync(stopping);
            await listening.WaitAsync(stopping);
            return true;
        });
        return process.ExitCode;
    }

    /// <summary>Presses keys, as a terminal sends them: <c>\r</c> is Enter, <c>\u0003</c> Ctrl-C.</summary>
    public async Task TypeAsync(string keys)
    {
        await process.StandardInput.WriteAsync(keys);
        await process.StandardInput.FlushAsync();
    }

    public void Send(Signal signal) => process.Send(signal);

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public Task<int> KillAsync()
    {
        Send(Signal.Kill);
        return EndsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        using var grace = new CancellationTokenSource(Grace);
        await process.WaitForExitAsync(grace.Token);
        await listening.WaitAsync(grace.Token);
        process.Dispose();
    }

    private async Task<T> SoonAsync<T>(string what, Func<CancellationToken, Task<T>> waiting)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            return await waiting(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Title}\ndid not {what} within {Patience.TotalSeconds} s");
        }
    }

    private async Task HearAsync(StreamReader reader, bool isError)
    {
        while (await reader.ReadLineAsync() is { } text)
        {
            Said.Add(new Line(isError, text));
        }
    }
}
