using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.State;

/// <summary>Decides a command against the view: writes to the draft, or refuses. It is run once, alone, and looks at nothing else.</summary>
/// <returns>Null when it is done.</returns>
internal delegate Refusal? Rule(TrackerView view, Draft draft);

/// <summary>A change that somebody asks for.</summary>
/// <param name="Answer">Who asks for what; a repeat must be the same.</param>
/// <param name="RequestId">The same when it is tried again; null for none.</param>
/// <param name="Rule">Decides it.</param>
internal sealed record Command(AnswerBody Answer, EntityId? RequestId, Rule Rule);
