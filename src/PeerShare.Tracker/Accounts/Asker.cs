using System.Diagnostics.CodeAnalysis;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>Who asks, in front of what is known.</summary>
internal sealed record Asker(TrackerView View, User User, Caller Caller)
{
    public bool TryFind(string group, [NotNullWhen(true)] out Group? found, [NotNullWhen(false)] out Refusal? refusal)
    {
        found = View.Groups.Find(group);
        refusal = found is null ? Refusal.NoGroup(group) : null;
        return found is not null;
    }

    public bool TryFindAsMember(string group, [NotNullWhen(true)] out Group? found, [NotNullWhen(false)] out Refusal? refusal)
    {
        if (TryFind(group, out found, out refusal) && !found.IsMember(User))
        {
            refusal = Refusal.NotMember(group);
        }

        return refusal is null;
    }

    public bool TryFindAsOwner(string group, [NotNullWhen(true)] out Group? found, [NotNullWhen(false)] out Refusal? refusal)
    {
        if (TryFind(group, out found, out refusal) && !found.IsOwner(User))
        {
            refusal = Refusal.OwnerOnly(group);
        }

        return refusal is null;
    }
}
