namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>One line of a process.</summary>
/// <param name="IsError">It came from stderr.</param>
/// <param name="Text">Without its end.</param>
internal sealed record Line(bool IsError, string Text);
