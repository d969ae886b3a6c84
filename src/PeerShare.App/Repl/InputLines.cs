namespace PeerShare.App.Repl;

/// <summary>Lines of redirected input. Reading one blocks a thread until it comes, so it gets one of its own, and whoever is told
/// to stop does not wait for it.</summary>
internal static class InputLines
{
    /// <returns>Null at the end.</returns>
    public static Task<string?> ReadAsync(TextReader input, CancellationToken stopping) =>
        Task.Factory.StartNew(input.ReadLine, stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(stopping);
}
