namespace PeerShare.Tracker.Records;

/// <summary>The disk did not do what it was asked, say because it is full. Nothing of the batch is there.</summary>
/// <param name="message">The reason, as a readable line.</param>
/// <param name="cause">What the system said.</param>
internal sealed class StoreFailure(string message, Exception cause) : IOException(message, cause);
