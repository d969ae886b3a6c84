using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Tests.Client;

/// <summary>The contract with a tracker as a client sees it, in memory: just enough to test the client's own part.</summary>
internal sealed class FakeTracker : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Password, string Id)> users = [];
    private readonly Dictionary<string, FakeGroup> groups = [];
    private readonly Dictionary<string, (string User, string Node)> sessions = [];
    private readonly Dictionary<(string Hash, string Peer), (IPEndPoint Address, bool HasAny)> peers = [];
    private readonly WebApplication app;

    private FakeTracker(WebApplication app) => this.app = app;

    /// <summary>Host and port.</summary>
    public string Address => new Uri(app.Urls.First()).Authority;

    /// <summary>The request id of every command, as they came.</summary>
    public ConcurrentQueue<string> RequestIds { get; } = [];

    /// <summary>Paths of announces, with the passkey.</summary>
    public ConcurrentQueue<string> Announces { get; } = [];

    public static async Task<FakeTracker> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var tracker = new FakeTracker(app);
        tracker.Map();
        await app.StartAsync();
        return tracker;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>All sessions end, as after a changed password.</summary>
    public void EndSessions()
    {
        lock (gate)
        {
            sessions.Clear();
        }
    }

    /// <summary>The file is in the catalogue no more.</summary>
    public void Forget(string group, string name)
    {
        lock (gate)
        {
            groups[group].Files.Remove(name);
        }
    }

    private static string Hash(Torrent torrent) => torrent.InfoHash.ToString();

    private static Refused Missing(string what) => new(404, what);

    private void Map()
    {
        Post<NewUser>(Routes.CreateUser, (_, body) => users.TryAdd(body.Name, (body.Password, body.Id)) ? null : throw new Refused(409, $"there is a user {body.Name} already"));
        Post<Login>(Routes.Login, (_, body) => LogIn(body));
        PostNothing(Routes.Logout, token => sessions.Remove(token));
        Get(Routes.Me, user => new Me(users[user.User].Id, user.User));
        Get(Routes.ListGroups, user => groups.Select(group => group.Value.LineFor(group.Key, user.User)).ToArray());
        Get(Routes.OwnShares, user => (from @group in groups from file in @group.Value.Files where file.Value.Sharers.Contains(user)
                                       select new OwnShare(@group.Key, file.Key, Hash(file.Value.Torrent))).ToArray());
        Post<NewGroup>(Routes.CreateGroup, (user, body) => groups.TryAdd(body.Name, new FakeGroup(user!.Value.User)) ? null : throw new Refused(409, $"there is a group {body.Name} already"));
        Post<GroupName>(Routes.Join, (user, body) => GroupOf(body.Group).Asked.Add(user!.Value.User));
        Post<GroupName>(Routes.Leave, (user, body) => MemberOf(body.Group, user).Members.Remove(user!.Value.User));
        Post<GroupName>(Routes.ListRequests, (user, body) => OwnedBy(body.Group, user).Asked.ToArray());
        Post<GroupName>(Routes.ListMembers, (user, body) => MemberOf(body.Group, user).Members.ToArray());
        Post<MemberName>(Routes.Accept, (user, body) => OwnedBy(body.Group, user).Accept(body.User, body.Group));
        Post<MemberName>(Routes.Reject, (user, body) => OwnedBy(body.Group, user).Take(body.User, body.Group));
        Post<MemberName>(Routes.RemoveMember, (user, body) => OwnedBy(body.Group, user).Members.Remove(body.User));
        Post<GroupName>(Routes.ListFiles, (user, body) => MemberOf(body.Group, user).Files.Select(file => LineOf(file.Key, file.Value)).ToArray());
        Post<NewFile>(Routes.ShareFile, (user, body) => Share(user!.Value, body));
        Post<FileName>(Routes.FileTorrent, (user, body) => new FileTorrent(new string('0', 32), body.Name, FileOf(user, body).Torrent.Encode()));
        Post<FileName>(Routes.Completed, (user, body) => FileOf(user, body).Sharers.Add(user!.Value));
        Post<FileName>(Routes.StopShare, (user, body) => FileOf(user, body).Sharers.Remove(user!.Value));
        Post<FileName>(Routes.RemoveFile, (user, body) => MemberOf(body.Group, user).Files.Remove(body.Name));
        app.MapGet("/announce/{passkey}", Announce);
    }

    private Session LogIn(Login body)
    {
        if (!users.TryGetValue(body.Name, out var known) || known.Password != body.Password)
        {
            throw new Refused(401, "wrong user or password");
        }

        var token = Guid.NewGuid().ToString("N");
        sessions[token] = (body.Name, body.Node);
        return new Session(token, known.Id, body.Name, $"secret{body.Name}", DateTimeOffset.MaxValue);
    }

    private bool Share((string User, string Node) user, NewFile body)
    {
        Torrent.TryParse(body.Torrent, out var torrent, out _).ShouldBeTrue();
        var files = MemberOf(body.Group, user).Files;
        if (!files.TryGetValue(torrent!.Name, out var file))
        {
            files[torrent.Name] = file = new FakeFile(torrent, []);
        }

        return file.Torrent.InfoHash == torrent.InfoHash ? file.Sharers.Add(user) : throw new Refused(409, $"{body.Group} already has another file named {torrent.Name}");
    }

    private FileLine LineOf(string name, FakeFile file) => new(
        name, file.Torrent.Layout.TotalLength, peers.Count(peer => peer.Key.Hash == Hash(file.Torrent) && peer.Value.HasAny), Hash(file.Torrent));

    private FakeGroup GroupOf(string name) => groups.GetValueOrDefault(name) ?? throw Missing($"no group {name}");

    private FakeGroup MemberOf(string name, (string User, string Node)? user) =>
        GroupOf(name) is var group && group.Members.Contains(user!.Value.User) ? group : throw new Refused(403, $"you are not a member of {name}");

    private FakeGroup OwnedBy(string name, (string User, string Node)? user) =>
        GroupOf(name) is var group && group.Members[0] == user!.Value.User ? group : throw new Refused(403, $"only the owner of {name} may do this");

    private FakeFile FileOf((string User, string Node)? user, FileName named) =>
        MemberOf(named.Group, user).Files.GetValueOrDefault(named.Name) ?? throw Missing($"no file {named.Name} in {named.Group}");

    private void Get(string route, Func<(string User, string Node), object> answer) =>
        app.MapGet(route, (HttpContext http) => Answer(http, user => answer(user!.Value)));

    private void PostNothing(string route, Func<string, object?> answer) =>
        app.MapPost(route, (HttpContext http) => Answer(http, _ => answer(TokenOf(http)) is null));

    private void Post<TBody>(string route, Func<(string User, string Node)?, TBody, object?> answer) => app.MapPost(route, async (HttpContext http) =>
    {
        var body = await System.Text.Json.JsonSerializer.DeserializeAsync(http.Request.Body, typeof(TBody), ContractJson.Default);
        return Answer(http, user => answer(user, (TBody)body!));
    });

    private IResult Answer(HttpContext http, Func<(string User, string Node)?, object?> work)
    {
        lock (gate)
        {
            RequestIds.Enqueue(http.Request.Headers[Routes.RequestIdHeader].ToString());
            var isOpen = http.Request.Path.Value is Routes.CreateUser or Routes.Login;
            if (!isOpen && !sessions.ContainsKey(TokenOf(http)))
            {
                return Results.Json(new Problem("no session"), ContractJson.Default, statusCode: 401);
            }

            try
            {
                var answer = work(isOpen ? null : sessions[TokenOf(http)]);
                return answer is null or bool ? Results.NoContent() : Results.Json(answer, answer.GetType(), ContractJson.Default);
            }
            catch (Refused refused)
            {
                return Results.Json(new Problem(refused.Message), ContractJson.Default, statusCode: refused.Status);
            }
        }
    }

    private static string TokenOf(HttpContext http) => http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);

    private IResult Announce(HttpContext http)
    {
        Announces.Enqueue(http.Request.Path.Value!);
        var raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = raw[(raw.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var hash = Convert.ToHexStringLower(WebUtility.UrlDecodeToBytes([.. query["info_hash"].Select(letter => (byte)letter)], 0, query["info_hash"].Length)!);
        var address = new IPEndPoint(http.Connection.RemoteIpAddress!.MapToIPv4(), int.Parse(query["port"], System.Globalization.CultureInfo.InvariantCulture));
        lock (gate)
        {
            var key = (hash, query["peer_id"]);
            var others = peers.Where(peer => peer.Key.Hash == hash && peer.Key != key).SelectMany(peer => Compact(peer.Value.Address)).ToArray();
            peers[key] = (address, query["left"] == "0");
            if (query.GetValueOrDefault("event") == "stopped")
            {
                peers.Remove(key);
            }

            return Results.Bytes(BencodeWriter.Encode(writer => writer.BeginDictionary().Number("interval", 5).Bytes("peers", others).End()));
        }
    }

    private static byte[] Compact(IPEndPoint address) => [.. address.Address.GetAddressBytes(), (byte)(address.Port >> 8), (byte)address.Port];
}

internal sealed class Refused(int status, string message) : Exception(message)
{
    public int Status => status;
}

internal sealed record FakeFile(Torrent Torrent, HashSet<(string User, string Node)> Sharers);

internal sealed class FakeGroup(string owner)
{
    public List<string> Members { get; } = [owner];

    public HashSet<string> Asked { get; } = [];

    public Dictionary<string, FakeFile> Files { get; } = [];

    public GroupLine LineFor(string name, string user) => new(
        name, Members.Count, Members[0] == user ? Standing.Owner : Members.Contains(user) ? Standing.Member : Asked.Contains(user) ? Standing.Requested : Standing.None, false);

    public object? Accept(string user, string name)
    {
        Take(user, name);
        Members.Add(user);
        return null;
    }

    public object? Take(string user, string name) => Asked.Remove(user) ? null : throw new Refused(409, $"{user} has not asked to join {name}");
}
