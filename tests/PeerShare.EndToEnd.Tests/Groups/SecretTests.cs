using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Groups;

/// <summary>A whole life of a group, and then a search for every secret that was used in it, wherever somebody else could look.</summary>
[SupportedOSPlatform("linux")]
public sealed class SecretTests : GroupTest
{
    /// <summary>For debuggers; whoever reads it waits for one.</summary>
    private const string RuntimePipe = "clr-debug-pipe-";

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OthersEnter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] Members = ["alice", "bob"];

    private readonly HashSet<string> secrets = [];
    private readonly Dictionary<string, string> passwords = [];

    /// <summary>How a P-256 key begins, after its length, in PKCS #8: what follows is the secret number itself.</summary>
    private static ReadOnlySpan<byte> PrivateKey => [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20];

    [Fact]
    public async Task No_secret_is_where_somebody_else_could_look()
    {
        var processes = Stage.Keep(new ProcessList());
        await Stage.FileAsync("film.bin", 3_000_000);
        await JoinAsync("alice", processes);
        await TellAsync("alice", "create_group", Group);
        await JoinAsync("bob", processes);
        await TellAsync("bob", "join_group", Group);
        await TellAsync("alice", "accept_request", Group, "bob");
        await TellAsync("alice", "upload_file", "film.bin", Group);
        await FetchAsync("bob", "film.bin");
        foreach (var line in await File.ReadAllLinesAsync($"{List}.key", TestContext.Current.CancellationToken))
        {
            Keep(line.Contains("-----", StringComparison.Ordinal) ? "" : line.Trim());
        }

        var sessions = Members.Select(SessionOf).ToList();
        sessions.ForEach(session => Keep(session.Token, session.Passkey));
        List<string> answers = [];
        foreach (var session in sessions)
        {
            answers.AddRange(await AnswersAsync(session.Token));
        }

        foreach (var name in Members)
        {
            answers.AddRange(await AnswersToLoginAsync(name));
        }

        secrets.Count.ShouldBeGreaterThanOrEqualTo(20);
        Holding(Stage.Report()).ShouldBeEmpty("what the programs said");
        processes.CommandLines.Where(line => Holding(line).Count > 0).ShouldBeEmpty("process list");
        answers.Where(answer => Holding(answer).Count > 0 || answer.Contains("PRIVATE KEY", StringComparison.Ordinal)).ShouldBeEmpty("answers");
        foreach (var told in new[] { "BEGIN CERTIFICATE", "\"act\":\"Completed\"", "wrong user or password" })
        {
            answers.ShouldContain(answer => answer.Contains(told, StringComparison.Ordinal), told);
        }

        var files = Directory.EnumerateFiles(Stage.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(file => !Path.GetFileName(file).StartsWith(RuntimePipe, StringComparison.Ordinal)).ToList();
        files.Where(IsOpen).Where(file => Holding(Text(file)).Count > 0).ShouldBeEmpty("files that others may read");
        files.Where(file => file != $"{List}.key" && Bytes(file).AsSpan().IndexOf(PrivateKey) >= 0).ShouldBeEmpty("private keys in the clear");
        files.Where(file => file != $"{List}.key" && Text(file).Contains("PRIVATE KEY", StringComparison.Ordinal)).ShouldBeEmpty("private keys as text");
        IsOpen($"{List}.key").ShouldBeFalse("the cluster's key");
    }

    /// <summary>With passwords that come as lines of input, as a careful person gives them; one is mistyped.</summary>
    private async Task JoinAsync(string name, ProcessList processes)
    {
        var (first, second) = (FreshPassword(name), FreshPassword(name));
        await StartClientAsync(name);
        await SayAsync(0, [first], "create_user", name, "-");
        await SayAsync(1, [FreshPassword(name)], "login", name, "-");
        await SayAsync(0, [first], "login", name, "-");
        await SayAsync(1, [FreshPassword(name), second], "change_password", "-", "-");
        await SayAsync(0, [first, second], "change_password", "-", "-");
        passwords[name] = second;

        async Task SayAsync(int code, string[] typed, params string[] words)
        {
            var told = Stage.StartTyped([.. words, "--node", Stage.In(name)]);
            await Stage.UntilAsync("it is in the list of processes", () => processes.Has(told.Id));
            foreach (var password in typed)
            {
                await told.TypeAsync($"{password}\n");
            }

            (await told.EndsAsync()).ShouldBe(code, string.Join('\n', told.Error));
        }
    }

    private string FreshPassword(string name)
    {
        var password = $"{name}-{Guid.NewGuid():N}";
        Keep(password);
        return password;
    }

    private void Keep(params IEnumerable<string> found) => secrets.UnionWith(found.Where(text => text.Length >= 16));

    private Session SessionOf(string name)
    {
        var path = Directory.EnumerateFiles(Stage.In(name), "session*").Single();
        IsOpen(path).ShouldBeFalse(path);
        return JsonSerializer.Deserialize(File.ReadAllBytes(path), ContractJson.Default.Session)!;
    }

    /// <summary>Which secrets stand there, as they are, in base64, in hexadecimal digits, or as they stand in an address.</summary>
    private List<string> Holding(string text) =>
        [.. secrets.Where(secret => Spellings(secret).Any(spelling => text.Contains(spelling, StringComparison.OrdinalIgnoreCase)))];

    private static string[] Spellings(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [secret, Convert.ToBase64String(bytes).TrimEnd('=')[..^1], Convert.ToHexString(bytes), Uri.EscapeDataString(secret)];
    }

    private async Task<List<string>> AnswersAsync(string token)
    {
        using var http = Connect(token);
        List<string> answers = [];
        foreach (var route in new[] { Routes.Me, Routes.ListGroups, Routes.OwnShares, Routes.Trackers, Routes.Ready, Routes.Live, "/openapi.json", "/nothing" })
        {
            answers.Add(await SayAsync(http, HttpMethod.Get, route, null));
        }

        foreach (var route in new[] { Routes.ListFiles, Routes.ListMembers, Routes.ListRequests, Routes.Root })
        {
            answers.Add(await AskAsync(http, route, new GroupName(Group)));
        }

        answers.Add(await AskAsync(http, Routes.FileTorrent, new FileName(Group, "film.bin")));
        answers.Add(await AskAsync(http, Routes.Audit, new AuditWanted(Group)));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        answers.Add(await AskAsync(http, Routes.Certificate, new CertificateWanted(Group, request)));
        answers.Add(await AskAsync(http, Routes.Certificate, new CertificateWanted(Group, [])));
        answers.Add(await SayAsync(http, HttpMethod.Post, Routes.Me, "{"));
        answers.Add(await SayAsync(http, HttpMethod.Get, "/announce/x?info_hash=y", null));
        return answers;
    }

    /// <summary>What is answered to logins and to who takes another password. A login's answer is there to bear its own session; that is left out.</summary>
    private async Task<List<string>> AnswersToLoginAsync(string name)
    {
        using var stranger = Connect(token: "none");
        var login = new Login(name, passwords[name], $"{Guid.NewGuid():N}");
        var wrong = FreshPassword(name);
        var right = await AskAsync(stranger, Routes.Login, login);
        var session = JsonSerializer.Deserialize(right[right.IndexOf('{', StringComparison.Ordinal)..], ContractJson.Default.Session)!;
        Keep(session.Token, session.Passkey);
        using var http = Connect(session.Token);
        return
        [
            right.Replace(session.Token, "", StringComparison.Ordinal).Replace(session.Passkey, "", StringComparison.Ordinal),
            await AskAsync(stranger, Routes.Login, login with { Password = wrong }),
            await AskAsync(http, Routes.ChangePassword, new PasswordChange(wrong, FreshPassword(name))),
            await AskAsync(http, Routes.ChangePassword, new PasswordChange(login.Password, FreshPassword(name))),
            await AskAsync(http, Routes.ChangePassword, new PasswordChange(login.Password, wrong)),
        ];
    }

    private HttpClient Connect(string token) => new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{Stage.Ports[0]}"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private static Task<string> AskAsync<T>(HttpClient http, string route, T question) =>
        SayAsync(http, HttpMethod.Post, route, JsonSerializer.Serialize(question, typeof(T), ContractJson.Default));

    private static async Task<string> SayAsync(HttpClient http, HttpMethod method, string route, string? body)
    {
        using var request = new HttpRequestMessage(method, route) { Content = body is null ? null : new StringContent(body) };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, route);
        return $"{answer.Headers}{Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))}";
    }

    /// <summary>May other users of the machine read it?</summary>
    private bool IsOpen(string file)
    {
        var open = (File.GetUnixFileMode(file) & Others) != 0;
        for (var folder = Path.GetDirectoryName(file)!; open && folder.Length > Stage.Folder.Length; folder = Path.GetDirectoryName(folder)!)
        {
            open = (File.GetUnixFileMode(folder) & OthersEnter) != 0;
        }

        return open;
    }

    private static string Text(string file) => Encoding.Latin1.GetString(Bytes(file));

    private static byte[] Bytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException)
        {
            // A socket.
            return [];
        }
    }
}
