namespace PeerShare.App.Commands;

/// <summary>An expected failure of a command: the user reads it as one line on stderr, and the exit code is 1.</summary>
/// <param name="message">What failed; what to try. Without a leading "error:" and without a full stop.</param>
/// <param name="cause">What the system said; shown to nobody, kept for a debugger.</param>
internal class CommandFailure(string message, Exception? cause = null) : Exception(message, cause);
