using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Announce;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Catalogue;

/// <summary>What members may know of a group's files.</summary>
internal sealed class CatalogueQuestions(SwarmTable swarms)
{
    /// <summary>Every file of the group, by name.</summary>
    public Answer<FileLine[]> List(Asker asker, GroupName wanted) =>
        asker.TryFindAsMember(wanted.Group, out var group, out var refusal)
            ? group.Files.All.Select(file => LineOf(file, group.Files.ShownName(file))).OrderBy(line => line.Name, StringComparer.Ordinal).ToArray()
            : refusal;

    /// <summary>What the asking user shares from the asking node.</summary>
    public static Answer<OwnShare[]> Own(Asker asker) => asker.User.Memberships
        .SelectMany(membership => membership.Shares)
        .Where(share => share.Node == asker.Caller.Node && share.Counts)
        .Select(share => new OwnShare(
            asker.View.Groups.ShownName(share.File.Group!), ShownName(asker.View, share.File), share.File.Body!.InfoHash.ToString()))
        .Distinct()
        .OrderBy(share => share.Group, StringComparer.Ordinal)
        .ThenBy(share => share.Name, StringComparer.Ordinal)
        .ToArray();

    private FileLine LineOf(SharedFile file, string shownName) =>
        new(shownName, file.Body!.Bytes, swarms.SourcesOf(file.Group!.Id, file.Body.InfoHash), file.Body.InfoHash.ToString());

    /// <summary>Of the one that stands for the content in the group's list.</summary>
    private static string ShownName(TrackerView view, SharedFile file) =>
        file.Group!.Files.ShownName(view.Files.Twins(file.Group, file.Body!.InfoHash).Single(twin => twin.IsEntered));
}
