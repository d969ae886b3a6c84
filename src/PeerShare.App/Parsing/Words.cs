using PeerShare.Tracker;

namespace PeerShare.App.Parsing;

/// <summary>Options that are one word of a few.</summary>
internal static class Words
{
    public static bool TryParseRegistration(string text, out Registration registration, out string problem)
    {
        registration = text == "closed" ? Registration.Closed : Registration.Open;
        problem = text is "open" or "closed" ? "" : $"'{text}' is neither open nor closed";
        return problem.Length == 0;
    }
}
