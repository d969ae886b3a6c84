using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Mirroring;

/// <summary>All other trackers that are known: those of the list, and those that came by or that others told of. Makes writes wait for
/// those that are connected, and questions wait for news.</summary>
internal sealed class Mirrors(TimeProvider time, Action<string> warn)
{
    /// <summary>A mirror that takes longer over a write counts as away.</summary>
    public static readonly TimeSpan ConfirmPatience = TimeSpan.FromMilliseconds(500);

    private const int MostMirrors = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<HostPort, Mirror> mirrors = [];
    private TaskCompletionSource news = Fresh();
    private TaskCompletionSource confirmations = Fresh();

    /// <summary>Where the others reach this tracker; null while that is not known.</summary>
    public HostPort? Self { get; private set; }

    /// <summary>Do others reach it there yet?</summary>
    public bool IsListening { get; private set; }

    /// <summary>Told of each mirror that becomes known.</summary>
    public Action<Mirror> Met { get; set; } = _ => { };

    public IReadOnlyList<Mirror> All
    {
        get
        {
            lock (gate)
            {
                return [.. mirrors.Values];
            }
        }
    }

    /// <summary>Every tracker that is known, this one too.</summary>
    public string[] Addresses => [.. All.Select(mirror => mirror.Address).Concat(Self is { } self ? [self] : []).Select(address => address.ToString())];

    /// <summary>Says where the others reach this tracker.</summary>
    public void Name(HostPort self, bool isListening)
    {
        lock (gate)
        {
            (Self, IsListening) = (self, isListening);
            mirrors.Remove(self);
        }
    }

    /// <returns>Null for this tracker itself, and when there are too many.</returns>
    public Mirror? Meet(HostPort address)
    {
        Mirror? met;
        lock (gate)
        {
            if (mirrors.TryGetValue(address, out var known))
            {
                return known;
            }

            if (address == Self || mirrors.Count == MostMirrors)
            {
                return null;
            }

            mirrors.Add(address, met = new Mirror(address, time.GetTimestamp()));
        }

        Met(met);
        return met;
    }

    /// <summary>It is this tracker under another name.</summary>
    public void Forget(Mirror mirror)
    {
        lock (gate)
        {
            mirrors.Remove(mirror.Address);
        }
    }

    /// <summary>A mirror asks, and so says what it has.</summary>
    public void Hear(Mirror mirror, VersionVector known, VersionVector heads)
    {
        lock (gate)
        {
            mirror.Confirmation.Hear(known, heads);
            mirror.Current = mirror.Confirmation.IsConnected ? time.GetTimestamp() : mirror.Current;
            (confirmations, var before) = (Fresh(), confirmations);
            before.SetResult();
        }
    }

    /// <summary>A mirror is answered.</summary>
    public void Offer(Mirror mirror, VersionVector heads)
    {
        lock (gate)
        {
            mirror.Confirmation.Offer(heads);
        }
    }

    /// <summary>A mirror's connection broke.</summary>
    public void Lose(Mirror mirror)
    {
        lock (gate)
        {
            mirror.Confirmation.GiveUp();
            (confirmations, var before) = (Fresh(), confirmations);
            before.SetResult();
        }
    }

    /// <summary>How pulling from a mirror goes. The operator is told when that changes.</summary>
    public void Note(Mirror mirror, string? problem, string? warning)
    {
        string? told;
        lock (gate)
        {
            told = problem ?? warning;
            told = told == (mirror.Problem ?? mirror.Warning) ? null : told;
            (mirror.Problem, mirror.Warning) = (problem, warning);
            mirror.Pulled = problem is null ? time.GetTimestamp() : mirror.Pulled;
        }

        if (told is not null)
        {
            warn(told);
        }
    }

    /// <summary>Something was written here.</summary>
    public void Tell()
    {
        lock (gate)
        {
            (news, var before) = (Fresh(), news);
            before.SetResult();
        }
    }

    /// <summary>Ends with the next write. Take it before looking.</summary>
    public Task News
    {
        get
        {
            lock (gate)
            {
                return news.Task;
            }
        }
    }

    /// <summary>Waits until every mirror that is connected has all up to a stamp on its disk.</summary>
    public async Task ConfirmAsync(Stamp stamp)
    {
        if (Withholding(stamp) is null)
        {
            return;
        }

        using var late = new CancellationTokenSource(ConfirmPatience, time);
        while (Withholding(stamp) is { } change)
        {
            try
            {
                await change.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                GiveUpOn(stamp);
                return;
            }
        }
    }

    public TrackerLine[] Lines(VersionVector heads)
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            return
            [
                new TrackerLine(Self?.ToString() ?? "", TrackerState.Self, 0, null),
                .. mirrors.Values
                    .Select(mirror => mirror.LineAt(heads, time.GetElapsedTime(mirror.Current, now)))
                    .OrderBy(line => line.Address, StringComparer.Ordinal),
            ];
        }
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>Ends when a mirror confirms something; null when none withholds.</returns>
    private Task? Withholding(Stamp stamp)
    {
        lock (gate)
        {
            return mirrors.Values.Any(mirror => mirror.Confirmation.Withholds(stamp)) ? confirmations.Task : null;
        }
    }

    private void GiveUpOn(Stamp stamp)
    {
        lock (gate)
        {
            foreach (var mirror in mirrors.Values.Where(mirror => mirror.Confirmation.Withholds(stamp)))
            {
                mirror.Confirmation.GiveUp();
            }
        }
    }
}
