using System.Diagnostics.CodeAnalysis;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Audit;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Groups;

/// <summary>What users may do with groups.</summary>
internal static class GroupRules
{
    private const int FirstEpoch = 1;

    /// <param name="asker">Who founds it.</param>
    /// <param name="draft">What is written.</param>
    /// <param name="wanted">As it was asked for.</param>
    /// <param name="authority">Made for it; null for an open group.</param>
    /// <param name="quotas">How many one may found.</param>
    public static Refusal? Create(Asker asker, Draft draft, NewGroup wanted, SealedAuthority? authority, Quotas quotas)
    {
        if (NameRules.FaultOf(wanted.Name) is { } fault)
        {
            return Refusal.BadName(fault);
        }

        if (!EntityId.TryMake(wanted.Id, out var id))
        {
            return Refusal.BadId;
        }

        if (asker.View.Groups.Find(id) is { Body: not null } known)
        {
            // Its client chose the id, so this is the same command once more.
            return known.Body.Creator == asker.User.Id && known.Claim?.Name == wanted.Name ? null : Refusal.BadId;
        }

        if (asker.View.Groups.IsTaken(wanted.Name))
        {
            return Refusal.GroupExists(wanted.Name);
        }

        if (asker.User.Founded >= quotas.Groups)
        {
            return Refusal.TooManyGroups(quotas.Groups);
        }

        if (asker.User.GroupsOnRecord >= quotas.GroupsOnRecord)
        {
            return Refusal.TooManyGroupsOnRecord(quotas.GroupsOnRecord);
        }

        draft.Put(RecordKey.Of(RecordKind.Group, id), new GroupBody(asker.User.Id, wanted.Open, authority));
        PutName(draft, id, wanted.Name);
        draft.Put(RecordKey.Grant(id, asker.User.Id, FirstEpoch), new GrantBody(asker.User.Id));
        draft.Audit(asker, id, AuditAct.Created, name: wanted.Name);
        return null;
    }

    public static Refusal? Rename(Asker asker, Draft draft, Rename wanted)
    {
        if (!asker.TryFindAsOwner(wanted.Group ?? "", out var group, out var refusal))
        {
            return refusal;
        }

        if (NameRules.FaultOf(wanted.New) is { } fault)
        {
            return Refusal.BadName(fault);
        }

        if (wanted.New == asker.View.Groups.ShownName(group))
        {
            return null;
        }

        if (asker.View.Groups.IsTaken(wanted.New))
        {
            return Refusal.GroupExists(wanted.New);
        }

        PutName(draft, group.Id, wanted.New);
        draft.Audit(asker, group.Id, AuditAct.Renamed, name: wanted.New);
        return null;
    }

    public static Refusal? Join(Asker asker, Draft draft, GroupName wanted, Quotas quotas)
    {
        if (!asker.TryFind(wanted.Group, out var group, out var refusal))
        {
            return refusal;
        }

        if (group.IsMember(asker.User))
        {
            return Refusal.IsMember(wanted.Group);
        }

        if (!group.HasAsked(asker.User))
        {
            if (asker.User.OpenRequests >= quotas.Requests)
            {
                return Refusal.TooManyRequests(quotas.Requests);
            }

            if (group.RequestCount >= quotas.RequestsOfGroup)
            {
                return Refusal.TooManyAsk(wanted.Group, quotas.RequestsOfGroup);
            }

            draft.Put(RecordKey.JoinRequest(group.Id, asker.User.Id), new JoinRequestBody());
            draft.Audit(asker, group.Id, AuditAct.Asked);
        }

        return null;
    }

    public static Refusal? Leave(Asker asker, Draft draft, GroupName wanted)
    {
        if (asker.TryFindAsMember(wanted.Group, out var group, out var refusal))
        {
            group.MembershipOf(asker.User)!.PutEnds(draft, asker.User);
            draft.Audit(asker, group.Id, AuditAct.Left);
        }

        return refusal;
    }

    public static Refusal? Accept(Asker asker, Draft draft, MemberName wanted, Quotas quotas)
    {
        if (!TryFindRequest(asker, wanted, out var group, out var user, out var refusal))
        {
            return refusal;
        }

        var former = group.MembershipOf(user);
        if (former?.Times >= quotas.Times)
        {
            return Refusal.TooManyTimes(wanted.User, wanted.Group, quotas.Times);
        }

        draft.Put(RecordKey.Grant(group.Id, user.Id, former?.Next ?? FirstEpoch), new GrantBody(asker.User.Id));
        draft.Delete(RecordKey.JoinRequest(group.Id, user.Id));
        draft.Audit(asker, group.Id, AuditAct.Accepted, user);
        return null;
    }

    public static Refusal? Reject(Asker asker, Draft draft, MemberName wanted)
    {
        if (TryFindRequest(asker, wanted, out var group, out var user, out var refusal))
        {
            draft.Delete(RecordKey.JoinRequest(group.Id, user.Id));
            draft.Audit(asker, group.Id, AuditAct.Rejected, user);
        }

        return refusal;
    }

    public static Refusal? Remove(Asker asker, Draft draft, MemberName wanted)
    {
        if (!asker.TryFindAsOwner(wanted.Group, out var group, out var refusal))
        {
            return refusal;
        }

        if (asker.View.Users.Find(wanted.User) is not { } user || !group.IsMember(user))
        {
            return Refusal.OtherNotMember(wanted.User, wanted.Group);
        }

        if (user == asker.User)
        {
            return Refusal.RemovesSelf(wanted.Group);
        }

        group.MembershipOf(user)!.PutEnds(draft, asker.User);
        draft.Audit(asker, group.Id, AuditAct.Removed, user);
        return null;
    }

    private static bool TryFindRequest(
        Asker asker,
        MemberName wanted,
        [NotNullWhen(true)] out Group? group,
        [NotNullWhen(true)] out User? user,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        user = null;
        if (asker.TryFindAsOwner(wanted.Group, out group, out refusal))
        {
            user = asker.View.Users.Find(wanted.User) is { } found && group.HasAsked(found) ? found : null;
            refusal = user is null ? Refusal.HasNotAsked(wanted.User, wanted.Group) : null;
        }

        return refusal is null;
    }

    private static void PutName(Draft draft, EntityId id, string name) =>
        draft.Put(RecordKey.Of(RecordKind.GroupName, id), new NameBody(name, draft.Stamp));
}
