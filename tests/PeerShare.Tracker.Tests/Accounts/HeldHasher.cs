using Microsoft.AspNetCore.Identity;
using PeerShare.Tracker.Accounts;

namespace PeerShare.Tracker.Tests.Accounts;

/// <summary>Does nothing until it may; then every password is right.</summary>
internal sealed class HeldHasher(ManualResetEventSlim gate) : PasswordHasher<User>
{
    public override string HashPassword(User user, string password)
    {
        gate.Wait();
        return "hash";
    }

    public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        gate.Wait();
        return PasswordVerificationResult.Success;
    }
}
