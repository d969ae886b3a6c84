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

    /// <summary>A mirror that works is heard of within this. Clients wait longer for a tracker that shows no life before they have another do
    /// what it was asked.</summary>
    private static readonly TimeSpan HearingPatience = TimeSpan.FromSeconds(1);

    private const int MostMirrors = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<HostPort, Mirror> mirrors = [];
    private TaskCompletionSource news = Fresh();
    private TaskCompletionSource signs = Fresh();

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

    /// <summary>Those that answered when they were last asked, and those that have asked of late.</summary>
    public IReadOnlyList<Mirror> Working
    {
        get
        {
            lock (gate)
            {
                return [.. mirrors.Values.Where(mirror => mirror.Heard is not null || !IsLongAgo(mirror.Asked))];
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
            mirror.Asked = time.GetTimestamp();
            mirror.Confirmation.Hear(known, heads);
            mirror.Current = mirror.Confirmation.IsConnected ? time.GetTimestamp() : mirror.Current;
            Tell(ref signs);
        }
    }

    /// <summary>A mirror has answered the first question of a start: writes wait for it from the first one on.</summary>
    public void Expect(Mirror mirror)
    {
        lock (gate)
        {
            mirror.Confirmation.Expect();
        }
    }

    /// <summary>Waits until a mirror has asked again, and so shows that it works, or for so long.</summary>
    /// <param name="mirror">Which.</param>
    /// <param name="asked">When it had asked last.</param>
    /// <param name="longest">How long.</param>
    /// <param name="stopping">Ends it early.</param>
    public async Task PauseAsync(Mirror mirror, long asked, TimeSpan longest, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        while (ChangeOf(other => other == mirror && other.Asked == asked) is { } change)
        {
            try
            {
                await change.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                return;
            }
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
            Tell(ref signs);
        }
    }

    /// <summary>How pulling from a mirror goes. The operator is told when that changes.</summary>
    /// <param name="mirror">Which.</param>
    /// <param name="asked">When it was asked.</param>
    /// <param name="problem">Why it gave no answer; null when it did.</param>
    /// <param name="warning">What it should be told of although all goes well.</param>
    public void Note(Mirror mirror, long asked, string? problem, string? warning)
    {
        string? told;
        lock (gate)
        {
            told = problem ?? warning;
            told = told == (mirror.Problem ?? mirror.Warning) ? null : told;

            // One question may have failed because this tracker was stopped meanwhile.
            var isGone = mirror.Problem is not null && problem is not null && !IsLongAgo(asked);
            mirror.Heard = problem is null ? asked : isGone ? null : mirror.Heard;
            (mirror.Problem, mirror.Warning) = (problem, warning);
            mirror.Pulled = problem is null ? time.GetTimestamp() : mirror.Pulled;
            Tell(ref signs);
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
            Tell(ref news);
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
    public Task ConfirmAsync(Stamp stamp) => WithoutAsync(mirror => mirror.Confirmation.Withholds(stamp), mirror => mirror.Confirmation.GiveUp());

    /// <summary>Waits until it is known what every mirror that is connected has done of late. A tracker that was stopped for a while was given up by
    /// its clients; what they asked of it, another has done, and must not be done again when it goes on.</summary>
    public Task HearAsync() => WithoutAsync(mirror => mirror.Heard is { } asked && IsLongAgo(asked), GiveUpHearing);

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

    private static void Tell(ref TaskCompletionSource told)
    {
        (told, var before) = (Fresh(), told);
        before.SetResult();
    }

    private bool IsLongAgo(long timestamp) => time.GetElapsedTime(timestamp) > HearingPatience;

    /// <summary>One that does not ask either will confirm nothing.</summary>
    private void GiveUpHearing(Mirror mirror)
    {
        mirror.Heard = null;
        if (IsLongAgo(mirror.Asked))
        {
            mirror.Confirmation.GiveUp();
        }
    }

    /// <summary>Waits until there is no such mirror. One that takes too long is given up.</summary>
    private async Task WithoutAsync(Func<Mirror, bool> such, Action<Mirror> giveUp)
    {
        if (ChangeOf(such) is null)
        {
            return;
        }

        using var late = new CancellationTokenSource(ConfirmPatience, time);
        while (ChangeOf(such) is { } change)
        {
            try
            {
                await change.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                GiveUpOn(such, giveUp);
                return;
            }
        }
    }

    /// <returns>Ends when a mirror shows a sign of life; null when there is no such mirror.</returns>
    private Task? ChangeOf(Func<Mirror, bool> such)
    {
        lock (gate)
        {
            return mirrors.Values.Any(such) ? signs.Task : null;
        }
    }

    private void GiveUpOn(Func<Mirror, bool> such, Action<Mirror> giveUp)
    {
        lock (gate)
        {
            foreach (var mirror in mirrors.Values.Where(such))
            {
                giveUp(mirror);
            }
        }
    }
}
