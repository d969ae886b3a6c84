using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Groups;

/// <summary>The addresses of groups.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this TrackerApi api)
    {
        api.Command<NewGroup>(Routes.CreateGroup, GroupRules.Create);
        api.Command<Rename>(Routes.RenameGroup, GroupRules.Rename);
        api.Command<GroupName>(Routes.Join, GroupRules.Join);
        api.Command<GroupName>(Routes.Leave, GroupRules.Leave);
        api.Command<MemberName>(Routes.Accept, GroupRules.Accept);
        api.Command<MemberName>(Routes.Reject, GroupRules.Reject);
        api.Command<MemberName>(Routes.RemoveMember, GroupRules.Remove);
        api.Question<GroupLine[]>(Routes.ListGroups, GroupQuestions.List);
        api.Question<GroupName, string[]>(Routes.ListRequests, GroupQuestions.Requests);
        api.Question<GroupName, string[]>(Routes.ListMembers, GroupQuestions.Members);
    }
}
