namespace PeerShare.Protocol.Contracts;

/// <summary>Why a request was refused, in the words that the user reads after <c>error:</c>.</summary>
/// <param name="Error">One line, such as <c>no group g9</c>.</param>
public sealed record Problem(string Error);
