namespace PeerShare.Tracker.Hosting;

/// <summary>One address of the API, as the description shows it.</summary>
/// <param name="Route">Its path.</param>
/// <param name="Body">What is posted; null for none.</param>
/// <param name="Answer">What is answered; null for 204.</param>
/// <param name="IsGet">GET, otherwise POST.</param>
/// <param name="NeedsSession">A token is asked for.</param>
internal sealed record Operation(string Route, Type? Body, Type? Answer, bool IsGet = false, bool NeedsSession = true);
