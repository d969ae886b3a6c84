using System.Text.RegularExpressions;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>What a process has said so far, in the order in which it arrived. Safe to use from several threads.</summary>
internal sealed class Transcript
{
    private readonly Lock turn = new();
    private readonly List<Line> lines = [];
    private TaskCompletionSource changed = Fresh();

    public IReadOnlyList<Line> Lines
    {
        get
        {
            lock (turn)
            {
                return [.. lines];
            }
        }
    }

    public void Add(Line line)
    {
        TaskCompletionSource news;
        lock (turn)
        {
            lines.Add(line);
            (news, changed) = (changed, Fresh());
        }

        news.SetResult();
    }

    /// <summary>The first line that fits, from the beginning, as soon as it is there.</summary>
    public async Task<Match> FindAsync(Regex pattern, CancellationToken stopping)
    {
        for (var position = 0; ;)
        {
            Task more;
            lock (turn)
            {
                more = changed.Task;
                for (; position < lines.Count; position++)
                {
                    if (pattern.Match(lines[position].Text) is { Success: true } found)
                    {
                        return found;
                    }
                }
            }

            await more.WaitAsync(stopping);
        }
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
