using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.Accounts;

/// <summary>Somebody says a user's password.</summary>
/// <param name="User">The name that was given, known or not.</param>
/// <param name="From">Where they are.</param>
/// <param name="IsUsual">Had the user said it right there before? It stays so while the attempt lasts, whatever others do meanwhile.</param>
internal readonly record struct LoginAttempt(string User, Network From, bool IsUsual)
{
    /// <summary>With which others it counts together.</summary>
    public (string User, Network? Usual) Place => (User, IsUsual ? From : null);
}
