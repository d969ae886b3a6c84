using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Certificates;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Groups;

/// <summary>The addresses of groups.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this TrackerApi api, GroupKeys keys, Quotas quotas, TimeProvider time)
    {
        api.Post<NewGroup>(new Operation(Routes.CreateGroup, typeof(NewGroup), null), async (context, wanted) =>
        {
            var authority = !wanted.Open && EntityId.TryMake(wanted.Id, out var id) ? keys.Create(id, time.GetUtcNow()) : null;
            await context.EndAsync(await api.DoAsync(context, (asker, draft) => GroupRules.Create(asker, draft, wanted, authority, quotas)));
        });
        api.Command<Rename>(Routes.RenameGroup, GroupRules.Rename);
        api.Command<GroupName>(Routes.Join, (asker, draft, wanted) => GroupRules.Join(asker, draft, wanted, quotas));
        api.Command<GroupName>(Routes.Leave, GroupRules.Leave);
        api.Command<MemberName>(Routes.Accept, (asker, draft, wanted) => GroupRules.Accept(asker, draft, wanted, quotas));
        api.Command<MemberName>(Routes.Reject, GroupRules.Reject);
        api.Command<MemberName>(Routes.RemoveMember, GroupRules.Remove);
        api.Question<GroupLine[]>(Routes.ListGroups, GroupQuestions.List);
        api.Question<GroupName, string[]>(Routes.ListRequests, GroupQuestions.Requests);
        api.Question<GroupName, string[]>(Routes.ListMembers, GroupQuestions.Members);
    }
}
