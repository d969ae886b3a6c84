using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.State;

/// <summary>What people do at the same moment ends as if they had done it one after the other: every order of a few acts is played alone,
/// and what comes of the same acts at once must be what came of one of the orders, answers and all.</summary>
public sealed class InterleavingTests : IAsyncLifetime
{
    private const int MostYields = 300;
    private const int TimesAtOnce = 3;

    private TrackerStage stage = null!;
    private TestClient alice = null!;
    private TestClient bob = null!;
    private TestClient carol = null!;
    private int worlds;

    private delegate Task<string> Act(string world);

    /// <summary>Alice owns the group, bob has asked to join it, carol is a member and shares f.</summary>
    private (string Name, Act Do)[] Acts =>
    [
        ("accept bob", world => alice.DoAsync(Routes.Accept, new MemberName(world, "bob"))),
        ("reject bob", world => alice.DoAsync(Routes.Reject, new MemberName(world, "bob"))),
        ("remove bob", world => alice.DoAsync(Routes.RemoveMember, new MemberName(world, "bob"))),
        ("bob asks", world => bob.DoAsync(Routes.Join, new GroupName(world))),
        ("bob leaves", world => bob.DoAsync(Routes.Leave, new GroupName(world))),
        ("bob shares f", world => bob.DoAsync(Routes.ShareFile, Content.Offer(world, "f"))),
        ("remove carol", world => alice.DoAsync(Routes.RemoveMember, new MemberName(world, "carol"))),
        ("carol leaves", world => carol.DoAsync(Routes.Leave, new GroupName(world))),
        ("carol stops f", world => carol.DoAsync(Routes.StopShare, new FileName(world, "f"))),
        ("carol shares f", world => carol.DoAsync(Routes.ShareFile, Content.Offer(world, "f"))),
        ("alice shares f", world => alice.DoAsync(Routes.ShareFile, Content.Offer(world, "f"))),
        ("alice shares another f", world => alice.DoAsync(Routes.ShareFile, Content.Offer(world, "f", "other"))),
        ("remove f", world => alice.DoAsync(Routes.RemoveFile, new FileName(world, "f"))),
        ("alice leaves", world => alice.DoAsync(Routes.Leave, new GroupName(world))),
        ("rename the group", world => alice.DoAsync(Routes.RenameGroup, new Rename(world, $"{world}-new"))),
        ("bob takes the new name", world => bob.CreateGroupAsync($"{world}-new")),
        ("carol accepts bob", world => carol.DoAsync(Routes.Accept, new MemberName(world, "bob"))),
        ("somebody registers", world => stage.Client().CreateUserAsync($"user-{world}", "one")),
        ("somebody else registers", world => stage.Client().CreateUserAsync($"user-{world}", "two")),
    ];

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync(options => options with { Quotas = new Quotas { Groups = int.MaxValue, Requests = int.MaxValue, UsersFromAddress = int.MaxValue } });
        (alice, bob, carol) = await stage.UsersAsync("alice", "bob", "carol") is [var one, var two, var three] ? (one, two, three) : default;
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData("accept bob", "remove bob")]
    [InlineData("accept bob", "reject bob")]
    [InlineData("alice shares f", "carol stops f")]
    [InlineData("alice shares another f", "carol stops f")]
    [InlineData("carol leaves", "remove carol")]
    [InlineData("carol shares f", "remove carol", "remove f")]
    [InlineData("alice leaves", "accept bob", "carol accepts bob")]
    [InlineData("rename the group", "bob takes the new name", "bob asks")]
    [InlineData("somebody registers", "somebody else registers")]
    public Task These_at_once_end_as_in_some_order(params string[] names) =>
        ShouldBeExplainedAsync([.. names.Select(name => Acts.Single(act => act.Name == name))], new Random(1));

    [Fact]
    public async Task Any_three_at_once_end_as_in_some_order()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var acts = Acts;
            random.Shuffle(acts);
            await ShouldBeExplainedAsync(acts[..3], random);
        }
    }

    private async Task ShouldBeExplainedAsync((string Name, Act Do)[] acts, Random random)
    {
        var explained = new HashSet<string>();
        foreach (var order in Orders(acts.Length))
        {
            explained.Add(await PlayAsync(acts, async (world, answers) =>
            {
                foreach (var act in order)
                {
                    answers[act] = await acts[act].Do(world);
                }
            }));
        }

        for (var time = 0; time < TimesAtOnce; time++)
        {
            var delays = acts.Select(_ => random.Next(MostYields)).ToArray();
            var outcome = await PlayAsync(acts, (world, answers) => Task.WhenAll(acts.Select(async (act, number) =>
            {
                for (var yield = 0; yield < delays[number]; yield++)
                {
                    await Task.Yield();
                }

                answers[number] = await act.Do(world);
            })));
            explained.ShouldContain(outcome);
        }
    }

    /// <returns>What was answered and what is then.</returns>
    private async Task<string> PlayAsync((string Name, Act Do)[] acts, Func<string, string[], Task> play)
    {
        var world = $"g{worlds++:d5}";
        await alice.CreateGroupAsync(world, carol);
        (await bob.DoAsync(Routes.Join, new GroupName(world))).ShouldBe("");
        (await carol.DoAsync(Routes.ShareFile, Content.Offer(world, "f"))).ShouldBe("");
        var answers = new string[acts.Length];
        await play(world, answers);
        var told = acts.Select((act, number) => $"{act.Name}: '{answers[number]}'");
        var seen = await Task.WhenAll(LookAsync("alice", alice, world), LookAsync("bob", bob, world), LookAsync("carol", carol, world));
        return string.Join("; ", told.Concat(seen)).Replace(world, "g", StringComparison.Ordinal);
    }

    private static async Task<string> LookAsync(string name, TestClient user, string world)
    {
        var groups = (await user.AskAsync<GroupLine[]>(Routes.ListGroups)).Where(group => group.Name.StartsWith(world, StringComparison.Ordinal));
        var files = new List<string>();
        foreach (var group in groups)
        {
            var (lines, error) = await user.TryAskAsync<FileLine[]>(HttpMethod.Post, Routes.ListFiles, new GroupName(group.Name));
            var (requests, _) = await user.TryAskAsync<string[]>(HttpMethod.Post, Routes.ListRequests, new GroupName(group.Name));
            files.Add($"{group.Name} {group.Members} {group.Standing} [{string.Join(',', (lines ?? []).Select(line => $"{line.Name} {line.InfoHash[..4]}"))}{error}] asked [{string.Join(',', requests ?? [])}]");
        }

        return $"{name} sees {string.Join(" and ", files)}";
    }

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(place => (int[])[.. order[..place], count - 1, .. order[place..]]));
}
