using System.Net;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>Where passwords are looked at: slowly on purpose, as often as <see cref="LoginLimits"/> allow, and as long for users who do
/// not exist as for those who do.</summary>
internal sealed class SignIn(Ledger ledger, Passwords passwords, LoginLimits limits, SessionTokens tokens, TimeProvider time)
{
    public static readonly TimeSpan SessionLife = TimeSpan.FromDays(30);

    /// <summary>An attempt counts from its beginning, and no longer when it was right. So half of what may be wrong is looked at together, and
    /// others wait: who is right never uses up what there is, however many are at it together, a class behind one address or a user's machines.</summary>
    private readonly Places<Network> fromAddress = new(int.MaxValue, LoginLimits.MostFromAddress / 2);

    private readonly Places<(string User, Network? Usual)> forUser = new(int.MaxValue, LoginLimits.MostForUser / 2);

    /// <exception cref="OperationCanceledException">Whoever waited has gone.</exception>
    public async Task<Answer<Session>> LoginAsync(Login login, IPAddress? address, CancellationToken gone)
    {
        if (!EntityId.TryParse(login.Node, out var node))
        {
            return Refusal.BadId;
        }

        var meant = await ledger.AskAsync<Claimant[]>(view => ClaimantsOf(view, login.Name));
        var found = meant.Refusal is { } unknown ? unknown
            : await FindAsync([.. meant.Value!.Select(claimant => claimant.Hash)], login.Name, login.Password, address, gone);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var claimant = meant.Value![found.Value];
        if (limits.TryBegin(claimant.Id) is { } tooMany)
        {
            return tooMany;
        }

        var expires = time.GetUtcNow() + SessionLife;
        var token = tokens.Sign(new Caller(claimant.Id, EntityId.Create(), node, claimant.Changed, expires.ToUnixTimeMilliseconds()));
        return new Session(token, claimant.Id.ToString(), claimant.ShownName, claimant.Passkey.ToString(), expires);
    }

    /// <summary>Is it the user's password?</summary>
    /// <exception cref="OperationCanceledException">Whoever waited has gone.</exception>
    public async Task<Refusal?> CheckAsync(string name, string hash, string password, IPAddress? address, CancellationToken gone) =>
        (await FindAsync([hash], name, password, address, gone)).Refusal is not { } refusal ? null
        : refusal == Refusal.WrongLogin ? Refusal.WrongPassword
        : refusal;

    public async Task<Answer<string>> HashAsync(string password) =>
        !Passwords.IsAllowed(password) ? Refusal.BadPassword
        : await passwords.HashAsync(password) is { } hash ? hash
        : Refusal.Busy;

    private static Claimant[] ClaimantsOf(TrackerView view, string name) =>
    [
        .. from user in view.Users.Meant(name)
           let password = user.Password
           where password is not null
           select new Claimant(user.Id, view.Users.ShownName(user), user.Body!.Passkey, password.Hash, password.Changed),
    ];

    /// <returns>Which of the hashes it is.</returns>
    private async Task<Answer<int>> FindAsync(IReadOnlyList<string> hashes, string name, string password, IPAddress? address, CancellationToken gone)
    {
        var attempt = limits.AttemptOf(name, address);
        var found = default(Answer<int>);

        // The address first: a place for the user is held by nobody who still waits, so that a crowd elsewhere holds up nobody's user.
        await fromAddress.ActAsync(
            attempt.From,
            () => forUser.ActAsync(attempt.Place, async () => found = await FindAsync(hashes, attempt, password), gone),
            gone);
        return found;
    }

    private async Task<Answer<int>> FindAsync(IReadOnlyList<string> hashes, LoginAttempt attempt, string password)
    {
        if (limits.TryTake(attempt) is { } tooMany)
        {
            return tooMany;
        }

        switch (Passwords.IsAllowed(password) ? await passwords.FindAsync(hashes, password) : -1)
        {
            case null:
                limits.GiveBack(attempt);
                return Refusal.Busy;
            case >= 0 and var place:
                limits.Forgive(attempt);
                return place;
            default:
                return Refusal.WrongLogin;
        }
    }

    private sealed record Claimant(EntityId Id, string ShownName, EntityId Passkey, string Hash, Stamp Changed);
}
