namespace PeerShare.Tests;

/// <summary>Time that stands still until a test moves it; timers fire on the test's thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private readonly List<(TimeSpan After, TaskCompletionSource Set)> watchers = [];
    private DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Ends when somebody waits for so long.</summary>
    public Task TimerSetAsync(TimeSpan after)
    {
        lock (gate)
        {
            var watcher = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (alarms.Exists(alarm => alarm.Due == now + after))
            {
                watcher.SetResult();
            }
            else
            {
                watchers.Add((after, watcher));
            }

            return watcher.Task;
        }
    }

    /// <summary>Moves time on and fires what falls due on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (NextUntil(end) is { } alarm)
        {
            alarm.Fire();
        }

        lock (gate)
        {
            now = end;
        }
    }

    private Alarm? NextUntil(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due);
            if (next is not null)
            {
                now = next.Due > now ? next.Due : now;
                next.Rearm();
            }

            return next;
        }
    }

    private sealed class Alarm(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback();

        public void Rearm()
        {
            if (period > TimeSpan.Zero)
            {
                Due += period;
            }
            else
            {
                time.alarms.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                this.period = period;
                time.alarms.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = time.now + dueTime;
                    time.alarms.Add(this);
                    time.watchers.FindAll(watcher => watcher.After == dueTime).ForEach(watcher => watcher.Set.TrySetResult());
                }

                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
