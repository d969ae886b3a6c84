using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tracking;

/// <summary>What a client asks of the trackers, one method for each of <see cref="Routes"/>. Each throws <see cref="TrackerRefusal"/>
/// when the tracker says no and <see cref="TrackerUnreachable"/> when none answers.</summary>
internal sealed class TrackerClient(TrackerLink link, TimeProvider time)
{
    /// <summary>More than a tracker keeps.</summary>
    private const int MostAuditEntries = 20_000;

    /// <summary>Three signs of life of an event stream.</summary>
    private static readonly TimeSpan SilencePatience = TimeSpan.FromSeconds(45);

    /// <summary>The trackers that are known.</summary>
    public TrackerRoster Roster => link.Roster;

    /// <summary>Asks every tracker how it does, and also those that become known by that.</summary>
    public async Task LookAsync(CancellationToken stopping)
    {
        HashSet<Address> asked = [];
        while (Roster.Trackers.Select(tracker => tracker.Address).Where(asked.Add).ToList() is { Count: > 0 } fresh)
        {
            await Task.WhenAll(fresh.Select(tracker => link.ProbeAsync(tracker, stopping)));
        }
    }

    public Task CreateUserAsync(string name, string password, CancellationToken stopping) =>
        DoAsync(Routes.CreateUser, new NewUser(FreshId(), name, password), null, stopping);

    public Task<Session> LoginAsync(string name, string password, string node, CancellationToken stopping) =>
        AskAsync<Login, Session>(Routes.Login, new Login(name, password, node), null, stopping);

    public Task LogoutAsync(string token, CancellationToken stopping) => link.SendAsync(Routes.Logout, null, false, token, stopping);

    public Task<Me> MeAsync(string token, CancellationToken stopping) => AskAsync<Me>(Routes.Me, token, stopping);

    public Task ChangePasswordAsync(string token, string old, string fresh, CancellationToken stopping) =>
        DoAsync(Routes.ChangePassword, new PasswordChange(old, fresh), token, stopping);

    public Task RenameUserAsync(string token, string fresh, CancellationToken stopping) =>
        DoAsync(Routes.RenameUser, new Rename(null, fresh), token, stopping);

    public Task CreateGroupAsync(string token, string name, bool open, CancellationToken stopping) =>
        DoAsync(Routes.CreateGroup, new NewGroup(FreshId(), name, open), token, stopping);

    public Task<GroupLine[]> ListGroupsAsync(string token, CancellationToken stopping) =>
        AskAsync<GroupLine[]>(Routes.ListGroups, token, stopping);

    public Task RenameGroupAsync(string token, string group, string fresh, CancellationToken stopping) =>
        DoAsync(Routes.RenameGroup, new Rename(group, fresh), token, stopping);

    /// <summary>Asks to be let in, leaves: what needs no more than the group.</summary>
    public Task GroupAsync(string route, string token, string group, CancellationToken stopping) =>
        DoAsync(route, new GroupName(group), token, stopping);

    /// <summary>Accepts, rejects, removes: what the owner does about a user.</summary>
    public Task MemberAsync(string route, string token, string group, string user, CancellationToken stopping) =>
        DoAsync(route, new MemberName(group, user), token, stopping);

    /// <summary>Who has asked to join, or who is a member.</summary>
    public Task<string[]> UsersAsync(string route, string token, string group, CancellationToken stopping) =>
        AskAsync<GroupName, string[]>(route, new GroupName(group), token, stopping);

    /// <summary>A group's audit log, page by page.</summary>
    public async Task<IReadOnlyList<AuditLine>> AuditAsync(string token, string group, CancellationToken stopping)
    {
        List<AuditLine> entries = [];
        while (entries.Count < MostAuditEntries)
        {
            var wanted = new AuditWanted(group, entries is [.., var last] ? last.Id : null);
            var page = await AskAsync<AuditWanted, AuditLine[]>(Routes.Audit, wanted, token, stopping);
            if (page.Length == 0)
            {
                break;
            }

            entries.AddRange(page);
        }

        return entries;
    }

    public Task<GroupRoot> RootAsync(string token, RootWanted wanted, CancellationToken stopping) =>
        AskAsync<RootWanted, GroupRoot>(Routes.Root, wanted, token, stopping);

    /// <param name="token">The session's.</param>
    /// <param name="wanted">For which group and key.</param>
    /// <param name="stopping">Gives up.</param>
    public Task<MembershipCertificate> CertificateAsync(string token, CertificateWanted wanted, CancellationToken stopping) =>
        AskAsync<CertificateWanted, MembershipCertificate>(Routes.Certificate, wanted, token, stopping);

    public Task ShareFileAsync(string token, string group, byte[] torrent, CancellationToken stopping) =>
        DoAsync(Routes.ShareFile, new NewFile(FreshId(), group, torrent), token, stopping);

    public Task<FileLine[]> ListFilesAsync(string token, string group, CancellationToken stopping) =>
        AskAsync<GroupName, FileLine[]>(Routes.ListFiles, new GroupName(group), token, stopping);

    public Task<FileTorrent> FileTorrentAsync(string token, string group, string name, CancellationToken stopping) =>
        AskAsync<FileName, FileTorrent>(Routes.FileTorrent, new FileName(group, name), token, stopping);

    /// <summary>Completed, stopped, removed: what is told of a file.</summary>
    public Task FileAsync(string route, string token, string group, string name, CancellationToken stopping) =>
        DoAsync(route, new FileName(group, name), token, stopping);

    public Task<OwnShare[]> OwnSharesAsync(string token, CancellationToken stopping) =>
        AskAsync<OwnShare[]>(Routes.OwnShares, token, stopping);

    /// <summary>What concerns the user, as one tracker hears of it, until the connection ends.</summary>
    public async IAsyncEnumerable<Notice> NoticesAsync(Address tracker, string token, [EnumeratorCancellation] CancellationToken stopping)
    {
        using var response = await link.OpenAsync(tracker, Routes.Events, token, stopping);
        await using var body = await response.Content.ReadAsStreamAsync(stopping);
        await using var stream = new PatientStream(body, SilencePatience, time);
        await foreach (var item in SseParser.Create(stream, (_, data) => NoticeIn(data)).EnumerateAsync(stopping))
        {
            if (item.Data is { } notice)
            {
                yield return notice with { Cause = item.EventId };
            }
        }
    }

    /// <summary>A newer tracker may tell what we do not know.</summary>
    private static Notice? NoticeIn(ReadOnlySpan<byte> data)
    {
        try
        {
            return StrictJson.Contracts.Read<Notice>(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string FreshId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private Task<byte[]> DoAsync<TBody>(string route, TBody body, string? token, CancellationToken stopping) =>
        link.SendAsync(route, JsonSerializer.SerializeToUtf8Bytes(body, StrictJson.Contracts.TypeOf<TBody>()), false, token, stopping);

    private async Task<TAnswer> AskAsync<TBody, TAnswer>(string route, TBody body, string? token, CancellationToken stopping) =>
        Read<TAnswer>(await DoAsync(route, body, token, stopping));

    private async Task<TAnswer> AskAsync<TAnswer>(string route, string token, CancellationToken stopping) =>
        Read<TAnswer>(await link.SendAsync(route, null, true, token, stopping));

    private TAnswer Read<TAnswer>(byte[] answer)
    {
        try
        {
            return StrictJson.Contracts.Read<TAnswer>(answer);
        }
        catch (JsonException unreadable)
        {
            throw new TrackerUnreachable($"{Roster.Trackers[0].Address} does not answer as a PeerShare tracker; check tracker_info.txt", unreadable);
        }
    }
}
