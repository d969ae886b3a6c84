namespace PeerShare.Tracker.Hosting;

/// <summary>One address of the API, as the description shows it.</summary>
/// <param name="Route">Its path.</param>
/// <param name="Body">What is posted; null for none.</param>
/// <param name="Answer">What is answered; null for 204.</param>
/// <param name="IsGet">GET, otherwise POST.</param>
/// <param name="NeedsSession">A token is asked for.</param>
internal sealed record Operation(string Route, Type? Body, Type? Answer, bool IsGet = false, bool NeedsSession = true)
{
    /// <summary>What it is, where the route does not say all.</summary>
    public string? Summary { get; init; }

    /// <summary>Of an answer that is not JSON; null for one that is.</summary>
    public string? AnswerMedia { get; init; }

    /// <summary>Answered without TLS to everybody, not only on this machine.</summary>
    public bool IsPlainToo { get; init; }

    /// <summary>What a GET takes in its query.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Asks for a change in a user's name. All such are answered with no more than that they are done.</summary>
    public bool IsCommand => !IsGet && NeedsSession && Answer is null;

    /// <summary>Asks in a user's name for something that comes to an end; the event stream does not.</summary>
    public bool IsQuestion => NeedsSession && !IsCommand && AnswerMedia is null;

    /// <summary>A GET whose answer is no JSON.</summary>
    public static Operation Stream(string route, string media, string summary, bool needsSession) =>
        new(route, null, null, IsGet: true, needsSession) { AnswerMedia = media, Summary = summary };
}
