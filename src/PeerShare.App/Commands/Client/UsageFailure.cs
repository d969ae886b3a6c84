namespace PeerShare.App.Commands.Client;

/// <summary>The words make no command.</summary>
internal sealed class UsageFailure(string message) : CommandFailure(message);
