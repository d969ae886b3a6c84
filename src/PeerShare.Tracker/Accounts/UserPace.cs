using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>How fast a user may send commands, or ask. What comes too fast waits for its turn, so that a script is slowed and does not fail;
/// when too many wait it is refused.</summary>
/// <param name="mostInARow">Then so many more as <paramref name="mostASecond"/> says.</param>
/// <param name="mostASecond">It bounds how many wait, too: five times as many of a user.</param>
/// <param name="tooMany">Says how long to wait.</param>
/// <param name="time">The clock.</param>
internal sealed class UserPace(int mostInARow, int mostASecond, Func<TimeSpan, Refusal> tooMany, TimeProvider time)
{
    public const int CommandsInARow = 1_000;
    public const int CommandsASecond = 50;

    /// <summary>Four for each command: to upload and to fetch take one or two, and people who watch ask more than they do.</summary>
    public const int QuestionsInARow = 4 * CommandsInARow;

    public const int QuestionsASecond = 4 * CommandsASecond;

    private const int MostKept = 20_000;

    /// <summary>A third of what a client waits for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly AttemptLimit<EntityId> users = new(mostInARow, TimeSpan.FromSeconds(1) / mostASecond, MostKept, time);

    public static UserPace OfCommands(TimeProvider time) => new(CommandsInARow, CommandsASecond, Refusal.TooManyCommands, time);

    public static UserPace OfQuestions(TimeProvider time) => new(QuestionsInARow, QuestionsASecond, Refusal.TooManyQuestions, time);

    /// <summary>Counts one more and waits for its turn.</summary>
    /// <returns>Null when it has come; otherwise it was not counted.</returns>
    /// <exception cref="OperationCanceledException">Whoever sent it has gone.</exception>
    public async ValueTask<Refusal?> TakeTurnAsync(EntityId user, CancellationToken gone)
    {
        var wait = users.TryTake(user, Patience);
        if (wait > Patience)
        {
            return tooMany(wait);
        }

        await Task.Delay(wait, time, gone);
        return null;
    }
}
