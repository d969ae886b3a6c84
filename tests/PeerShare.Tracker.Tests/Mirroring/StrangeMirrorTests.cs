using System.Net;
using System.Net.Security;
using System.Text;
using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Announce;
using PeerShare.Tracker.Events;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.Mirroring;

/// <summary>What a mirror sends that is broken, or hostile though it has the cluster's key: it is told of in a line, nothing of it is
/// taken in, and the tracker goes on, also after a restart.</summary>
public sealed class StrangeMirrorTests : IAsyncLifetime
{
    private static readonly EntityId Alice = EntityId.Read([.. Enumerable.Repeat((byte)0xa1, EntityId.Size)]);
    private static readonly EntityId Group = EntityId.Read([.. Enumerable.Repeat((byte)0xb2, EntityId.Size)]);
    private static readonly EntityId File = EntityId.Read([.. Enumerable.Repeat((byte)0xc3, EntityId.Size)]);

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private ClusterKey key = null!;
    private MirrorLink link = null!;
    private StrangeMirror mirror = null!;

    public ValueTask InitializeAsync()
    {
        key = ClusterKey.ReadOrMake(Path.Combine(folder.Path, "key"), "", TimeProvider.System);
        link = new MirrorLink(key, TimeProvider.System);
        mirror = new StrangeMirror(key);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        link.Dispose();
        await mirror.DisposeAsync();
        key.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("x")]
    [InlineData("{\"heads\":null,\"records\":[],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[null],\"records\":[],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":null,\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":[null],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":[],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":null}")]
    [InlineData("{\"heads\":[],\"records\":[],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[null]}")]
    [InlineData("{\"heads\":[],\"records\":[],\"isLast\":true,\"isCopy\":false,\"millis\":9223372036854775807,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":[],\"isLast\":true,\"isCopy\":false,\"millis\":-9223372036854775808,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[\"9223372036854775807-0-0000000000000001\"],\"records\":[],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":[{\"kind\":2,\"id\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"stamp\":\"1-0-0000000000000001\",\"deleted\":false,\"body\":\"e30=\"}],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":[{\"kind\":9,\"id\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"stamp\":\"1-0-0000000000000001\",\"deleted\":true,\"body\":\"e30g\"}],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":[{\"kind\":2,\"id\":null,\"stamp\":\"1-0-0000000000000001\",\"deleted\":true,\"body\":null}],\"isLast\":true,\"isCopy\":false,\"millis\":1,\"origin\":1,\"trackers\":[]}")]
    [InlineData("{\"heads\":[],\"records\":[],\"isLast\":true,\"isCopy\":true,\"millis\":1,\"origin\":1,\"trackers\":[],\"horizon\":[\"1-0-0000000000000001\"]}")]
    public async Task A_page_that_cannot_be_read_is_told_of_in_a_line_and_nothing_of_it_is_taken_in(string page)
    {
        var (whole, told, store) = await PullAsync(Encoding.UTF8.GetBytes($"{page}\n"));

        whole.ShouldBeFalse();
        told.ShouldHaveSingleItem().ShouldContain("sends what this version cannot read");
        (await store.ScanAsync().ToListAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_good_page_is_taken_in_and_one_that_breaks_off_is_asked_for_again()
    {
        var good = GoodPage();
        var (whole, told, store) = await PullAsync(good);
        whole.ShouldBeTrue(string.Join('\n', told));
        (await store.ScanAsync().CountAsync(TestContext.Current.CancellationToken)).ShouldBe(9);

        (whole, told, _) = await PullAsync(good[..^20]);
        whole.ShouldBeFalse();
        told.ShouldHaveSingleItem().ShouldContain("broke");
    }

    [Fact]
    public Task A_mutated_page_is_taken_in_or_told_of_in_a_line() => Fuzz.TryAsync(3_000, [GoodPage()], async bytes =>
    {
        var (whole, told, store) = await PullAsync(bytes);
        (whole || told.Count == 1).ShouldBeTrue();
        told.ShouldAllBe(line => !line.Contains('\n'));

        // What was taken in is read again at the next start.
        await using var again = await Ledger.OpenAsync(store, time, Ledger.FreshOrigin(), (_, _) => { });
        again.Peek(view => view.Users.All.Count() + view.Groups.All.Sum(group => group.Members.Count())).ShouldBeLessThanOrEqualTo(2);
    });

    [Fact]
    public async Task A_mutated_list_of_who_is_online_is_taken_in_or_passed_over()
    {
        await using var ledger = await OpenAsync(new MemoryRecordStore());
        await ledger.MergeAsync(new Merge(Records()));
        var peer = new OnlinePeer($"{Group}", new string('1', 40), $"{Alice}", new byte[PeerId.Size], ["192.0.2.1:6881", "[2001:db8::1]:6881"], true, true, false, 5, 1_000);
        var gone = peer with { IsGone = true, Stamp = 6 };
        byte[][] good = [Line<OnlinePeer[]>([peer]), [.. Line<OnlinePeer[]>([peer, gone]), .. Line<OnlinePeer[]>([])], Line<OnlinePeer[]>([])];

        await Fuzz.TryAsync(2_000, good, async bytes =>
        {
            mirror.Body = bytes;
            var swarms = new SwarmTable(TimeSpan.FromMinutes(30), time, 0);
            await new PeerListening(new Mirror(mirror.Place, 0), link, ledger, swarms, time).ListenAsync(() => { }, TestContext.Current.CancellationToken);
            swarms.Count.ShouldBeInRange(0, 4);
            swarms.Sightings().SelectMany(all => all).ShouldAllBe(sighting => sighting.Places.Length <= 2);
        });
    }

    [Fact]
    public async Task A_mutated_question_gets_a_status_and_is_no_defect_of_ours()
    {
        await using var stage = await MirrorStage.StartAsync(1);
        await stage.UserAsync(0, "alice");
        using var cluster = ClusterKey.Read(stage.KeyFile);
        using var shown = cluster.Issue(TimeProvider.System.GetUtcNow());
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [shown], RemoteCertificateValidationCallback = (_, theirs, _, _) => cluster.HasSigned(theirs) },
        };
        using var http = new HttpClient(handler);
        byte[][] good =
        [
            JsonSerializer.SerializeToUtf8Bytes(new PullRequest(null, [new Stamp(1, 0, 1), new Stamp(2, 3, -4)], 0), ContractJson.Default.PullRequest),
            "{\"self\":\"\",\"known\":[\"1-0-0000000000000001\"],\"waitMillis\":0,\"newer\":[null]}"u8.ToArray(),
        ];

        HashSet<HttpStatusCode> seen = [];
        await Fuzz.TryAsync(3_000, good, async bytes =>
        {
            using var question = new HttpRequestMessage(HttpMethod.Post, $"https://{stage.Hosts[0].Endpoint}{Routes.MirrorPull}")
            {
                Content = new ByteArrayContent(bytes),
                Headers = { Host = TlsDoor.MirrorName },
            };
            using var answer = await http.SendAsync(question, TestContext.Current.CancellationToken);
            seen.Add(answer.StatusCode);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
        });

        seen.Count.ShouldBe(2);
        stage.Warnings.ShouldBeEmpty();
    }

    /// <summary>Asks the mirror once, with nothing here before.</summary>
    /// <returns>Did it come to its end, what was the operator told, what is here now?</returns>
    private async Task<(bool Whole, List<string> Told, MemoryRecordStore Store)> PullAsync(byte[] body)
    {
        mirror.Body = body;
        List<string> told = [];
        var store = new MemoryRecordStore();
        var mirrors = new Mirrors(time, told.Add);
        var known = mirrors.Meet(mirror.Place).ShouldNotBeNull();
        await using var ledger = await OpenAsync(store);
        var pulling = new Pulling(known, mirrors, ledger, new Blobs(store, ledger, mirrors, link), link, time);
        return (await pulling.TryLookAsync(TestContext.Current.CancellationToken), told, store);
    }

    private Task<Ledger> OpenAsync(MemoryRecordStore store) =>
        Ledger.OpenAsync(store, time, origin: 99, new Aftermath(new SwarmTable(TimeSpan.FromMinutes(30), time, 0), new NoticeBoard()).Follow);

    private byte[] GoodPage()
    {
        var records = Records();
        var page = new Page(VersionVector.Of(records.Select(record => record.Stamp)), records, IsLast: true, IsCopy: false);
        return Line(page.ToContract(time.GetUtcNow().ToUnixTimeMilliseconds(), 1, []));
    }

    /// <summary>A user with a group and a file in it, another file that was taken out, and a request that was answered.</summary>
    private static List<Record> Records()
    {
        var counter = 0;
        return
        [
            Put(RecordKey.Of(RecordKind.User, Alice), new UserBody(Group)),
            Put(RecordKey.Of(RecordKind.UserName, Alice), new NameBody("alice", default)),
            Put(RecordKey.Of(RecordKind.Group, Group), new GroupBody(Alice, true)),
            Put(RecordKey.Of(RecordKind.GroupName, Group), new NameBody("g1", default)),
            Put(RecordKey.Grant(Group, Alice, 1), new GrantBody(Alice)),
            Put(RecordKey.Of(RecordKind.File, File), new FileBody(Group, "film", default, 5, default, default, Alice)),
            Put(RecordKey.Share(File, Alice, Group), new ShareBody(1)),
            Put(RecordKey.Of(RecordKind.File, Alice), new FileBody(Group, "other", default, 5, default, default, Alice)) with { Deleted = true },
            Put(RecordKey.JoinRequest(Group, Alice), new JoinRequestBody()) with { Body = Record.EmptyBody, Deleted = true },
        ];

        Record Put<T>(RecordKey record, T body)
            where T : RecordBody => new(record, RecordJson.Encode(body), new Stamp(1, ++counter, 1), Deleted: false);
    }

    private static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, StrictJson.Contracts.TypeOf<T>()), (byte)'\n'];
}
