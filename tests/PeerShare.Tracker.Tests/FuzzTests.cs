using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Operating;

namespace PeerShare.Tracker.Tests;

/// <summary>Mutated inputs of those who have not said who they are, and files from elsewhere.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_mutated_token_is_nobodys_or_still_the_same()
    {
        var tokens = new SessionTokens(new byte[32]);
        var caller = new Caller(EntityId.Create(), EntityId.Create(), EntityId.Create(), default, Now.AddDays(1).ToUnixTimeMilliseconds());
        var good = tokens.Sign(caller);
        tokens.Read(good, Now).ShouldBe(caller);

        Fuzz.Try(50_000, [Encoding.ASCII.GetBytes(good)], bytes =>
        {
            // Two spellings of the same bytes are one token.
            var read = tokens.Read(Encoding.Latin1.GetString(bytes), Now);
            (read is null || read == caller).ShouldBeTrue();
        });
    }

    [Fact]
    public void A_mutated_backup_is_refused_in_a_line()
    {
        var path = Path.Combine(folder.Path, "a.backup");
        using (var file = new FileStream(path, FileMode.Create))
        {
            file.Write("SQLite format 3 and so on"u8);
            BackupFile.Complete(file, "the key"u8, Now, new Progress<CopyProgress>(), CancellationToken.None);
        }

        var good = File.ReadAllBytes(path);
        Fuzz.Try(500, [good], bytes =>
        {
            File.WriteAllBytes(path, bytes);
            try
            {
                using var opened = BackupFile.Open(path, new Progress<CopyProgress>(), CancellationToken.None);
                bytes.ShouldBe(good);
            }
            catch (IOException refused)
            {
                refused.Message.ShouldNotContain('\n');
            }
        });
    }

    [Fact]
    public async Task A_mutated_body_gets_a_status_and_is_no_defect_of_ours()
    {
        List<string> defects = [];
        await using var stage = await TrackerStage.StartAsync(options => options with { Warn = defects.Add });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{stage.Host.Endpoint}") };
        byte[][] good =
        [
            JsonSerializer.SerializeToUtf8Bytes(new Login("alice", "correct horse", new string('0', 32)), ContractJson.Default.Login),
            JsonSerializer.SerializeToUtf8Bytes(new NewUser(TestClient.FreshId(), "alice", "correct horse"), ContractJson.Default.NewUser),
            JsonSerializer.SerializeToUtf8Bytes(new PullRequest("127.0.0.1:1", [default], 0), ContractJson.Default.PullRequest),
        ];
        foreach (var route in new[] { Routes.Login, Routes.CreateUser, Routes.MirrorPull, Routes.CreateGroup, Routes.Certificate, Routes.ShareFile })
        {
            await Fuzz.TryAsync(800, good, async bytes =>
            {
                using var body = new ByteArrayContent(bytes);
                using var answer = await http.PostAsync(new Uri(route, UriKind.Relative), body);
                ((int)answer.StatusCode).ShouldBeLessThan(500);
            });
        }

        defects.ShouldBeEmpty();
    }
}
