using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Groups;

/// <summary>alice owns g1, bob is in it, carol has asked, dave has not.</summary>
public sealed class GroupRefusalTests(GroupRefusalTests.Stage stage) : IClassFixture<GroupRefusalTests.Stage>
{
    private static readonly string LongName = new('x', 65);

    public static TheoryData<string, string, object, string> Refusals => new()
    {
        { "bob", Routes.Join, new GroupName("g9"), "no group g9" },
        { "bob", Routes.Join, new GroupName("g1"), "you are already a member of g1" },
        { "bob", Routes.Join, new GroupName(""), "no group " },
        { "bob", Routes.Join, new GroupName("a\u001b[2Jb\n"), "no group a[2Jb" },
        { "bob", Routes.Join, new GroupName("G1"), "no group G1" },
        { "bob", Routes.Leave, new GroupName("g9"), "no group g9" },
        { "carol", Routes.Leave, new GroupName("g1"), "you are not a member of g1" },
        { "bob", Routes.ListRequests, new GroupName("g1"), "only the owner of g1 may do this" },
        { "dave", Routes.ListRequests, new GroupName("g9"), "no group g9" },
        { "carol", Routes.ListMembers, new GroupName("g1"), "you are not a member of g1" },
        { "bob", Routes.Accept, new MemberName("g1", "carol"), "only the owner of g1 may do this" },
        { "carol", Routes.Accept, new MemberName("g1", "carol"), "only the owner of g1 may do this" },
        { "alice", Routes.Accept, new MemberName("g9", "carol"), "no group g9" },
        { "alice", Routes.Accept, new MemberName("g1", "dave"), "dave has not asked to join g1" },
        { "alice", Routes.Accept, new MemberName("g1", "nobody"), "nobody has not asked to join g1" },
        { "alice", Routes.Accept, new MemberName("g1", "bob"), "bob has not asked to join g1" },
        { "alice", Routes.Reject, new MemberName("g1", "dave"), "dave has not asked to join g1" },
        { "bob", Routes.Reject, new MemberName("g1", "carol"), "only the owner of g1 may do this" },
        { "bob", Routes.RemoveMember, new MemberName("g1", "alice"), "only the owner of g1 may do this" },
        { "alice", Routes.RemoveMember, new MemberName("g1", "carol"), "carol is not a member of g1" },
        { "alice", Routes.RemoveMember, new MemberName("g1", "nobody"), "nobody is not a member of g1" },
        { "alice", Routes.RemoveMember, new MemberName("g1", "alice"), "you are the owner of g1; use leave_group to leave it" },
        { "bob", Routes.RenameGroup, new Rename("g1", "g2"), "only the owner of g1 may do this" },
        { "alice", Routes.RenameGroup, new Rename("g1", "taken"), "group taken already exists" },
        { "alice", Routes.RenameGroup, new Rename("g1", "a~b"), "'a~b' cannot be a name; leave out ~, which marks names that were claimed twice" },
        { "bob", Routes.RenameUser, new Rename(null, "alice"), "user alice already exists" },
        { "bob", Routes.RenameUser, new Rename(null, ""), "a name has 1 to 64 characters" },
        { "bob", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "g1", true), "group g1 already exists" },
        { "bob", Routes.CreateGroup, new NewGroup("xyz", "g2", true), "the id is not 32 hexadecimal digits, or is in use" },
        { "bob", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), LongName, true), "a name has 1 to 64 characters" },
        { "bob", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "a/b", true), "'a/b' cannot be a name; leave out / and \\" },
        { "bob", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "a\\b", true), "'a\\b' cannot be a name; leave out / and \\" },
        { "bob", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), " a", true), "' a' cannot be a name; leave out the space at its end" },
        { "bob", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "a\tb", true), "a name has no control characters" },
        { "bob", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "a\u0085b", true), "a name has no control characters" },
        { "nobody", Routes.CreateGroup, new NewGroup(TestClient.FreshId(), "g2", true), "you are not logged in; login first" },
        { "nobody", Routes.ListMembers, new GroupName("g1"), "you are not logged in; login first" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_one_may_not_do_is_refused_in_these_words_and_changes_nothing(string user, string route, object body, string words)
    {
        (await stage.Users[user].DoAsync(route, body)).ShouldBe(words);
        (await stage.Users["alice"].MembersAsync("g1")).ShouldBe("alice bob");
        (await stage.Users["carol"].GroupsAsync()).ShouldBe("g1:2:Requested taken:1:None");
    }

    public sealed class Stage : IAsyncLifetime
    {
        private TrackerStage stage = null!;

        internal Dictionary<string, TestClient> Users { get; } = [];

        public async ValueTask InitializeAsync()
        {
            stage = await TrackerStage.StartAsync();
            foreach (var client in await stage.UsersAsync("alice", "bob", "carol", "dave"))
            {
                Users.Add(client.Session!.Name, client);
            }

            Users.Add("nobody", stage.Client());
            await Users["alice"].CreateGroupAsync("g1", Users["bob"]);
            await Users["dave"].CreateGroupAsync("taken");
            await Users["carol"].DoAsync(Routes.Join, new GroupName("g1"));
        }

        public ValueTask DisposeAsync() => stage.DisposeAsync();
    }
}
