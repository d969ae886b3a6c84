using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace PeerShare.Tracker.Accounts;

/// <summary>Hashes and checks passwords (PBKDF2, HMAC-SHA512), a few at a time: a flood of logins makes logins wait and nothing
/// else.</summary>
internal sealed class Passwords : IDisposable
{
    public const int LongestPassword = 1000;

    /// <summary>Those who wait for their turn, or have it; more are sent away.</summary>
    public const int MostWaiting = 500;

    private readonly IPasswordHasher<User> hasher;
    private readonly SemaphoreSlim turns;
    private readonly Task<string> nobodys;
    private int waiting;

    /// <param name="iterations">What a hash costs.</param>
    /// <param name="cores">How many at a time.</param>
    public Passwords(int iterations, int cores)
        : this(new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = iterations })), cores)
    {
    }

    /// <param name="hasher">Does the work.</param>
    /// <param name="cores">How many at a time.</param>
    internal Passwords(IPasswordHasher<User> hasher, int cores)
    {
        this.hasher = hasher;
        turns = new SemaphoreSlim(cores);
        nobodys = Task.Run(() => hasher.HashPassword(null!, Guid.NewGuid().ToString()));
    }

    public static bool IsAllowed(string password) => password.Length is > 0 and <= LongestPassword;

    /// <returns>Null when too many wait.</returns>
    public Task<string?> HashAsync(string password) => InTurnAsync<string?>(() => hasher.HashPassword(null!, password), null);

    /// <summary>Which of some hashes is the password's. Takes as long when there is none at all.</summary>
    /// <returns>Its place, -1 for none of them; null when too many wait.</returns>
    public async Task<int?> FindAsync(IReadOnlyList<string> hashes, string password)
    {
        var tried = hashes.Count > 0 ? hashes : [await nobodys];
        return await InTurnAsync<int?>(
            () =>
            {
                var right = tried.Select(hash => hasher.VerifyHashedPassword(null!, hash, password) != PasswordVerificationResult.Failed).ToList();
                return hashes.Count > 0 ? right.IndexOf(true) : -1;
            },
            null);
    }

    public void Dispose() => turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, T tooMany)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return tooMany;
        }

        await turns.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            turns.Release();
            Interlocked.Decrement(ref waiting);
        }
    }
}
