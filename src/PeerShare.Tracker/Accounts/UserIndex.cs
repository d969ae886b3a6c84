using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>All users, by id, name and passkey.</summary>
internal sealed class UserIndex
{
    private readonly Dictionary<EntityId, User> users = [];
    private readonly Dictionary<EntityId, User> byPasskey = [];
    private readonly NameIndex<User> names = new();

    /// <summary>Every user that exists.</summary>
    public IEnumerable<User> All => names.All;

    /// <summary>A user whether they exist or not; null when nothing ever spoke of them.</summary>
    public User? Known(EntityId id) => users.GetValueOrDefault(id);

    public User? Find(EntityId id) => users.TryGetValue(id, out var user) && user.Exists ? user : null;

    /// <summary>Is the id anybody's, also one who does not exist any more?</summary>
    public bool IsKnown(EntityId id) => users.ContainsKey(id);

    public bool IsTaken(string name) => names.Claimants(name).Count > 0;

    public User? Find(string shownName) => names.Find(shownName);

    public User? FindByPasskey(EntityId passkey) => byPasskey.TryGetValue(passkey, out var user) && user.Exists ? user : null;

    /// <summary>Whom somebody may mean who types a name: of one that was claimed twice, every claimant.</summary>
    public Few<User> Meant(string typedName) =>
        names.Claimants(typedName) is { Count: > 0 } claimants ? claimants : names.Find(typedName) is { } shown ? default(Few<User>).With(shown) : default;

    public string ShownName(User user) => names.ShownName(user);

    public User GetOrAdd(EntityId id)
    {
        if (!users.TryGetValue(id, out var user))
        {
            users.Add(id, user = new User(id));
        }

        return user;
    }

    /// <summary>Changes what is known of a user.</summary>
    /// <returns>Did it change whether the user exists, or is gone?</returns>
    public bool Change(User user, Action<User> change)
    {
        var before = (user.Exists, user.IsGone);
        Withdraw(user);
        change(user);
        Enter(user);
        return before != (user.Exists, user.IsGone);
    }

    private void Withdraw(User user)
    {
        if (user.Exists)
        {
            names.Remove(user);
            byPasskey.Remove(user.Body!.Passkey);
        }
    }

    private void Enter(User user)
    {
        if (user.Exists)
        {
            names.Add(user);
            byPasskey[user.Body!.Passkey] = user;
        }
    }
}
