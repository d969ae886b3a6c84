using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.State;

/// <summary>Commands that were done, by their request ids, so that a repeat is not done again. Kept for a while, and only so many.</summary>
internal sealed class Answers
{
    /// <summary>A command is tried again within seconds; this is how long it may take.</summary>
    public const long KeptMillis = 15 * 60_000;

    /// <summary>About 100 MB of memory.</summary>
    public const int MostKept = 500_000;

    private readonly Dictionary<EntityId, AnswerBody> answers = [];
    private readonly PriorityQueue<EntityId, long> byAge = new();

    public AnswerBody? Find(EntityId request) => answers.GetValueOrDefault(request);

    public void Put(EntityId request, AnswerBody? answer, long millis)
    {
        if (answer is null)
        {
            answers.Remove(request);
            return;
        }

        if (!answers.ContainsKey(request))
        {
            byAge.Enqueue(request, millis);
        }

        answers[request] = answer;
    }

    /// <summary>The keys of answers whose time is over; they are no longer known here afterwards.</summary>
    public IReadOnlyList<RecordKey> TakeOld(long nowMillis, int most)
    {
        var old = new List<RecordKey>();
        while (old.Count < most
            && byAge.TryPeek(out var request, out var millis)
            && (millis < nowMillis - KeptMillis || byAge.Count > MostKept))
        {
            byAge.Dequeue();
            answers.Remove(request);
            old.Add(RecordKey.Of(RecordKind.Answer, request));
        }

        return old;
    }
}
