using Microsoft.AspNetCore.Http;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>The addresses of accounts and sessions.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this TrackerApi api, SignIn signIn, Passkeys passkeys, Registration registration, RegistrationLimit limit)
    {
        api.Post<NewUser>(
            new Operation(Routes.CreateUser, typeof(NewUser), null, NeedsSession: false),
            async (context, wanted) => await context.EndAsync(registration == Registration.Closed ? Refusal.RegistrationClosed : await CreateAsync(api, signIn, passkeys, limit, context, wanted)));
        api.Post<Login>(
            new Operation(Routes.Login, typeof(Login), typeof(Session), NeedsSession: false),
            async (context, login) => await context.EndAsync(await signIn.LoginAsync(login, context.Connection.RemoteIpAddress, context.RequestAborted)));
        api.Command(Routes.Logout, AccountRules.Logout);
        api.Question<Me>(Routes.Me, asker => new Me(asker.User.Id.ToString(), asker.View.Users.ShownName(asker.User)));
        api.Post<PasswordChange>(
            new Operation(Routes.ChangePassword, typeof(PasswordChange), null),
            async (context, change) => await context.EndAsync(await ChangePasswordAsync(api, signIn, context, change)));
        api.Command<Rename>(Routes.RenameUser, AccountRules.Rename);
    }

    private static async Task<Refusal?> CreateAsync(
        TrackerApi api, SignIn signIn, Passkeys passkeys, RegistrationLimit limit, HttpContext context, NewUser wanted)
    {
        if (!EntityId.TryMake(wanted.Id, out var id))
        {
            return Refusal.BadId;
        }

        var refusal = api.Ledger.Peek(view => AccountRules.MayCreate(view, id, wanted.Name));
        var address = context.Connection.RemoteIpAddress;
        refusal ??= limit.TryTake(address);
        if (refusal is not null)
        {
            return refusal;
        }

        var hash = await signIn.HashAsync(wanted.Password);
        refusal = hash.Refusal ?? await api.DoAsync(context, null, AccountRules.Create(id, wanted.Name, hash.Value!, passkeys.Of(id)));
        if (refusal is not null)
        {
            limit.GiveBack(address);
        }

        return refusal;
    }

    private static async Task<Refusal?> ChangePasswordAsync(TrackerApi api, SignIn signIn, HttpContext context, PasswordChange change)
    {
        var own = await api.AskAsync<(string Name, string Hash)>(
            context, asker => (asker.View.Users.ShownName(asker.User), asker.User.Password!.Hash));
        var refusal = own.Refusal
            ?? await signIn.CheckAsync(own.Value.Name, own.Value.Hash, change.Old, context.Connection.RemoteIpAddress, context.RequestAborted);
        var hash = refusal is null ? await signIn.HashAsync(change.New) : refusal;
        return hash.Refusal ?? await api.DoAsync(context, (asker, draft) => AccountRules.ChangePassword(asker, draft, hash.Value!));
    }
}
