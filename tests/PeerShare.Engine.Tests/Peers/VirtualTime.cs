namespace PeerShare.Engine.Tests.Peers;

/// <summary>Time that stands still until a test moves it.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> watchers = [];
    private TimeSpan now = TimeSpan.FromDays(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return now.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Ends when somebody waits for so long.</summary>
    public Task TimerSetAsync(TimeSpan due)
    {
        lock (gate)
        {
            var watcher = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (alarms.Any(alarm => alarm.Due == now + due))
            {
                watcher.SetResult();
            }
            else
            {
                watchers.Add((due, watcher));
            }

            return watcher.Task.Soon();
        }
    }

    public void Advance(TimeSpan by)
    {
        List<Alarm> ringing;
        lock (gate)
        {
            now += by;
            ringing = alarms.FindAll(alarm => alarm.Due <= now);
            ringing.ForEach(alarm => alarm.Rearm(now));
            alarms.RemoveAll(alarm => alarm.Due is null);
        }

        ringing.ForEach(alarm => alarm.Ring());
    }

    private sealed class Alarm(VirtualTime time, Action ring) : ITimer
    {
        private TimeSpan period;

        public TimeSpan? Due { get; private set; }

        public void Ring() => ring();

        public void Rearm(TimeSpan now) => Due = period > TimeSpan.Zero ? now + period : null;

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            lock (time.gate)
            {
                time.alarms.Remove(this);
                period = every == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : every;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
                if (Due is not null)
                {
                    time.alarms.Add(this);
                    time.watchers.FindAll(watcher => watcher.Due == dueTime).ForEach(watcher => watcher.Set.TrySetResult());
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
