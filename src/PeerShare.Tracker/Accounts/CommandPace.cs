using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>How fast a user may send commands. One that comes too fast waits for its turn, so that a script is slowed and does not fail; when
/// too many wait it is refused.</summary>
internal sealed class CommandPace(TimeProvider time)
{
    /// <summary>In a row; then so many more as <see cref="MostASecond"/> says.</summary>
    public const int MostInARow = 1_000;

    public const int MostASecond = 50;

    private const int MostKept = 20_000;

    /// <summary>A third of what a client waits for an answer. It bounds how many wait too: 250 of a user.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly AttemptLimit<EntityId> users = new(MostInARow, TimeSpan.FromSeconds(1) / MostASecond, MostKept, time);

    /// <summary>Counts a command and waits for its turn.</summary>
    /// <returns>Null when it has come; otherwise it was not counted.</returns>
    /// <exception cref="OperationCanceledException">Whoever sent it has gone.</exception>
    public async ValueTask<Refusal?> TakeTurnAsync(EntityId user, CancellationToken gone)
    {
        var wait = users.TryTake(user, Patience);
        if (wait > Patience)
        {
            return Refusal.TooManyCommands(wait);
        }

        await Task.Delay(wait, time, gone);
        return null;
    }
}
