using PeerShare.Protocol.Records;

namespace PeerShare.Tracker.State;

/// <summary>A command, and whom to tell how it went.</summary>
internal sealed class Waiting(Command command)
{
    private readonly TaskCompletionSource<Refusal?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Refusal? refusal;
    private Exception? defect;

    public Task<Refusal?> Done => done.Task;

    /// <summary>Decides the command and puts into the view what it writes.</summary>
    /// <returns>What it writes; nothing when it was refused or done before.</returns>
    public Draft Decide(TrackerView view, Func<Draft> newDraft)
    {
        var draft = newDraft();
        try
        {
            refusal = DecideOnce(view, draft);
        }
        catch (Exception fault)
        {
            // A rule only reads, so its defect is its caller's trouble alone.
            defect = fault;
        }

        return refusal is null && defect is null ? draft : newDraft();
    }

    /// <param name="writing">Why the disk did not take the batch; null when it did.</param>
    public void Tell(Refusal? writing)
    {
        if (defect is null)
        {
            done.SetResult(writing ?? refusal);
        }
        else
        {
            done.SetException(defect);
        }
    }

    private Refusal? DecideOnce(TrackerView view, Draft draft)
    {
        if (command.RequestId is not { } id)
        {
            return command.Rule(view, draft);
        }

        if (view.Answers.Find(id) is { } before)
        {
            return (before.User, before.Route) == (command.Answer.User, command.Answer.Route) ? null : Refusal.BadRequestId;
        }

        var decided = command.Rule(view, draft);
        if (draft.Records.Count > 0)
        {
            draft.Put(RecordKey.Of(RecordKind.Answer, id), command.Answer);
        }

        return decided;
    }
}
