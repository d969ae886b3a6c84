using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Certificates;

/// <summary>The addresses of certificates.</summary>
internal static class CertificateEndpoints
{
    public static void MapCertificates(this TrackerApi api, GroupKeys keys, TimeProvider time)
    {
        api.Question<RootWanted, GroupRoot>(Routes.Root, RootOf);
        api.Post<CertificateWanted>(
            new Operation(Routes.Certificate, typeof(CertificateWanted), typeof(MembershipCertificate)),
            async (context, wanted) => await context.EndAsync(await IssueAsync(api, keys, time, context, wanted)));
    }

    private static Answer<GroupRoot> RootOf(Asker asker, RootWanted wanted) =>
        asker.TryFindAsMember(NameNow(asker, wanted.Group, wanted.GroupId), out var group, out var refusal)
            ? new GroupRoot(group.Body!.Authority?.Root, group.Id.ToString(), asker.View.Groups.ShownName(group))
            : refusal;

    /// <summary>Signing takes a while, so it is not done while the view is looked at.</summary>
    private static async Task<Answer<MembershipCertificate>> IssueAsync(
        TrackerApi api, GroupKeys keys, TimeProvider time, HttpContext context, CertificateWanted wanted)
    {
        var known = await api.AskAsync<Standing>(context, asker => StandingOf(asker, NameNow(asker, wanted.Group, wanted.GroupId)));
        if (known.Refusal is { } refusal)
        {
            return refusal;
        }

        var (authority, subject, former) = known.Value!;
        try
        {
            using var signer = keys.Open(subject.Group, authority);
            if (!signer.TryIssue(wanted.Request, subject, time.GetUtcNow(), out var issued, out var error))
            {
                return Refusal.BadRequest(error);
            }

            using var certificate = issued;
            return new MembershipCertificate(certificate.ExportCertificatePem(), former);
        }
        catch (CryptographicException)
        {
            return Refusal.KeyLost(wanted.Group);
        }
    }

    /// <summary>Whoever knows the group's id need not have heard of another name.</summary>
    private static string NameNow(Asker asker, string name, string? groupId) =>
        EntityId.TryParse(groupId, out var id) && asker.View.Groups.Find(id) is { } group ? asker.View.Groups.ShownName(group) : name;

    private static Answer<Standing> StandingOf(Asker asker, string name) =>
        !asker.TryFindAsMember(name, out var group, out var refusal) ? refusal
        : group.Body!.Authority is not { } authority ? Refusal.OpenGroup(name)
        : new Standing(
            authority,
            new MemberSubject(group.Id, asker.User.Id, group.MembershipOf(asker.User)!.Open.Max()),
            [.. group.Former.Select(former => new FormerMember(former.User.Id.ToString(), former.LastEnded))]);

    private sealed record Standing(SealedAuthority Authority, MemberSubject Subject, FormerMember[] Former);
}
