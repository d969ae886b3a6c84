namespace PeerShare.Engine.Tests.Peers;

/// <summary>A test that would wait for ever fails instead.</summary>
internal static class Soonest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task Soon(this Task task) => task.WaitAsync(Patience, TimeProvider.System);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience, TimeProvider.System);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().Soon();
}
