namespace PeerShare.Tracker.State;

/// <summary>Lets many look at the view, or one change it.</summary>
internal sealed class ViewGate(TrackerView view) : IDisposable
{
    private readonly ReaderWriterLockSlim gate = new();

    public T Peek<T>(Func<TrackerView, T> question)
    {
        gate.EnterReadLock();
        try
        {
            return question(view);
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    public T Change<T>(Func<T> act)
    {
        gate.EnterWriteLock();
        try
        {
            return act();
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    public void Change(Action act) => Change(() =>
    {
        act();
        return true;
    });

    public void Dispose() => gate.Dispose();
}
