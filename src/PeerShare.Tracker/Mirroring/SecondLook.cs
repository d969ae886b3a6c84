using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Mirroring;

/// <summary>A refusal may rest on what a mirror has written and nobody here has heard of, because a write waits only so long for a mirror that is
/// slow. Before it is said, the mirrors that work are asked for their news, once; if there are any, the answer is looked for again.</summary>
/// <param name="ledger">What is known here.</param>
/// <param name="mirrors">Who is asked.</param>
/// <param name="pullAsync">Takes in what a mirror has now.</param>
/// <param name="time">The clock.</param>
internal sealed class SecondLook(Ledger ledger, Mirrors mirrors, Func<Mirror, CancellationToken, Task> pullAsync, TimeProvider time)
{
    /// <summary>Longer than writes wait for a mirror, because this is for when it took longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? next;

    /// <param name="decide">Finds the answer; twice, when it is a refusal and there are news.</param>
    /// <param name="refusalOf">Why the answer is none.</param>
    public async ValueTask<T> AnswerAsync<T>(Func<ValueTask<T>> decide, Func<T, Refusal?> refusalOf)
    {
        var reached = ledger.Reached;
        var answer = await decide();
        if (refusalOf(answer) is not { RestsOnRecords: true } || mirrors.Working is [])
        {
            return answer;
        }

        await AskMirrorsAsync();
        return ledger.Reached == reached ? answer : await decide();
    }

    /// <summary>All who come while the mirrors are asked share the next time: what they lack may have been written since.</summary>
    private Task AskMirrorsAsync()
    {
        lock (gate)
        {
            return next ??= AskAfterAsync(running);
        }
    }

    private async Task AskAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            (running, next) = (next ?? running, null);
        }

        using var late = new CancellationTokenSource(Patience, time);
        await Task.WhenAll(mirrors.Working.Select(mirror => TryAskAsync(mirror, late.Token)));
    }

    private async Task TryAskAsync(Mirror mirror, CancellationToken late)
    {
        try
        {
            await pullAsync(mirror, late);
        }
        catch (OperationCanceledException)
        {
            // It is too slow to be waited for: what it has done of late is unknown here, as during a cut.
        }
    }
}
