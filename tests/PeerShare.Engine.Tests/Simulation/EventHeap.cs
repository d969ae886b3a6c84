namespace PeerShare.Engine.Tests.Simulation;

/// <summary>Virtual time: what is to happen, in the order of time and, at one time, in the order of planning; but what arrives at one
/// time arrives node by node, which is as likely as any other order and keeps a node's memory in the processor's cache.</summary>
internal sealed class EventHeap
{
    private readonly PriorityQueue<Action, Moment> planned = new(Comparer<Moment>.Default);
    private long planning;

    /// <summary>Microseconds.</summary>
    public long Now { get; private set; }

    /// <summary>Number of events that have happened.</summary>
    public long Happened { get; private set; }

    /// <param name="delay">Microseconds from now.</param>
    /// <param name="happening">What happens then.</param>
    public void In(long delay, Action happening) => At(Now + delay, happening);

    /// <param name="time">Microseconds; now or later.</param>
    /// <param name="happening">What happens then.</param>
    /// <param name="node">To whom it happens.</param>
    public void At(long time, Action happening, int node = 0) =>
        planned.Enqueue(happening, new Moment(Math.Max(time, Now), node, planning++));

    /// <returns>False when nothing is planned up to <paramref name="limit"/>.</returns>
    public bool TryStep(long limit)
    {
        if (!planned.TryPeek(out _, out var moment) || moment.Time > limit)
        {
            return false;
        }

        Now = moment.Time;
        Happened++;
        planned.Dequeue()();
        return true;
    }

    private readonly record struct Moment(long Time, int Node, long Planning) : IComparable<Moment>
    {
        public int CompareTo(Moment other) =>
            Time != other.Time ? Time.CompareTo(other.Time)
            : Node != other.Node ? Node.CompareTo(other.Node)
            : Planning.CompareTo(other.Planning);
    }
}
