using System.Net;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>Where passwords are looked at: slowly on purpose, as often as <see cref="LoginLimits"/> allow, and as long for users who do
/// not exist as for those who do.</summary>
internal sealed class SignIn(Ledger ledger, Passwords passwords, LoginLimits limits, SessionTokens tokens, TimeProvider time)
{
    public static readonly TimeSpan SessionLife = TimeSpan.FromDays(30);

    public async Task<Answer<Session>> LoginAsync(Login login, IPAddress? address)
    {
        if (!EntityId.TryParse(login.Node, out var node))
        {
            return Refusal.BadId;
        }

        var meant = await ledger.AskAsync<Claimant[]>(view => ClaimantsOf(view, login.Name));
        var found = meant.Refusal is { } unknown ? unknown
            : await FindAsync([.. meant.Value!.Select(claimant => claimant.Hash)], login.Name, login.Password, address);
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
    public async Task<Refusal?> CheckAsync(string name, string hash, string password, IPAddress? address) =>
        (await FindAsync([hash], name, password, address)).Refusal is not { } refusal ? null
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
    private async Task<Answer<int>> FindAsync(IReadOnlyList<string> hashes, string name, string password, IPAddress? address)
    {
        if (limits.TryTake(name, address) is { } tooMany)
        {
            return tooMany;
        }

        var found = Passwords.IsAllowed(password) ? await passwords.FindAsync(hashes, password) : -1;
        if (found is >= 0)
        {
            limits.Forgive(name, address);
        }

        return found switch
        {
            null => Refusal.Busy,
            >= 0 and var place => place,
            _ => Refusal.WrongLogin,
        };
    }

    private sealed record Claimant(EntityId Id, string ShownName, EntityId Passkey, string Hash, Stamp Changed);
}
