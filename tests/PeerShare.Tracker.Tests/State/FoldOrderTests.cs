using FsCheck;
using FsCheck.Fluent;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Groups;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.State;

/// <summary>Whatever records there are and in whatever order they come, also repeated and out of date: the view is the same.</summary>
public sealed class FoldOrderTests
{
    private const int Ids = 3;

    [Fact]
    public void The_view_depends_on_the_records_and_not_on_their_order() =>
        Check.One(
            Config.QuickThrowOnFailure.WithReplay(20_261_120, 3, 0).WithMaxTest(500).WithQuietOnSuccess(true),
            Prop.ForAll(Histories.ToArbitrary(), history => Fold(history.Records).ShouldBe(Fold(history.Shuffled))));

    [Fact]
    public void What_is_taken_back_never_was() =>
        Check.One(
            Config.QuickThrowOnFailure.WithReplay(20_261_120, 5, 0).WithMaxTest(500).WithQuietOnSuccess(true),
            Prop.ForAll(Histories.ToArbitrary(), history =>
            {
                var kept = Winners(history.Records.Take(history.Records.Length / 2));
                var (view, before) = (new TrackerView(), new TrackerView());
                kept.ForEach(view.Put);
                kept.ForEach(before.Put);
                var taken = history.Records.Skip(history.Records.Length / 2).ToList();
                taken.ForEach(view.Put);
                foreach (var key in taken.Select(record => record.Key).Distinct())
                {
                    view.Put(kept.Find(record => record.Key == key) ?? Record.Nothing(key));
                }

                Describe(view).ShouldBe(Describe(before));
            }));

    /// <summary>A renamed user's name comes later than what the user did before: pages of a mirror are in the order of stamps.</summary>
    [Fact]
    public void A_member_of_whom_only_a_part_has_come_has_not_left()
    {
        var (group, user) = (EntityId.Create(), EntityId.Create());
        var view = new TrackerView();
        Put(view, RecordKey.Of(RecordKind.User, user), new UserBody(EntityId.Create()));
        Put(view, RecordKey.Grant(group, user, 1), new GrantBody(user));
        view.Groups.Find(group)!.Departures.ShouldBe(0);

        Put(view, RecordKey.Of(RecordKind.UserName, user), new NameBody("bob", default));
        view.Groups.Find(group)!.Departures.ShouldBe(0);

        view.Put(Record.Nothing(RecordKey.Of(RecordKind.User, user)));
        view.Put(Record.Nothing(RecordKey.Of(RecordKind.UserName, user)));
        view.Groups.Find(group)!.Departures.ShouldBe(1);
    }

    /// <summary>What one tracker did while it was cut off from the other, which deleted the user.</summary>
    [Theory]
    [InlineData(RecordKind.User)]
    [InlineData(RecordKind.UserName)]
    public void A_member_who_was_deleted_has_left_whatever_another_tracker_that_did_not_know_wrote_of_them(RecordKind deleted)
    {
        var (group, user) = (EntityId.Create(), EntityId.Create());
        var view = new TrackerView();
        Put(view, RecordKey.Of(RecordKind.User, user), new UserBody(EntityId.Create()));
        Put(view, RecordKey.Of(RecordKind.UserName, user), new NameBody("bob", default));
        view.Put(new Record(RecordKey.Of(deleted, user), Record.EmptyBody, new Stamp(2, 0, 1), Deleted: true));
        Put(view, RecordKey.Grant(group, user, 1), new GrantBody(user));
        view.Groups.Find(group)!.Departures.ShouldBe(1);
        view.Groups.Find(group)!.Former.ShouldHaveSingleItem().LastEnded.ShouldBe(1);

        // As it is after a restart.
        view.Forget([RecordKey.Of(deleted, user)]);
        view.Groups.Find(group)!.Departures.ShouldBe(0);
    }

    private static void Put<T>(TrackerView view, RecordKey key, T body)
        where T : RecordBody => view.Put(new Record(key, RecordJson.Encode(body), new Stamp(1, 0, 1), Deleted: false));

    private static Gen<History> Histories =>
        from records in AnyRecord.ArrayOf(60)
        from order in Gen.Choose(0, int.MaxValue).ArrayOf(60)
        from repeats in Gen.Choose(0, 59).ArrayOf(10)
        select new History(records, [.. records.Zip(order).OrderBy(pair => pair.Second).Select(pair => pair.First), .. repeats.Select(index => records[index])]);

    private static Gen<Record> AnyRecord =>
        from kind in Gen.Choose(1, 10).Select(number => (RecordKind)number)
        from one in AnyId
        from two in AnyId
        from three in AnyId
        from number in Gen.Choose(1, 3)
        from millis in Gen.Choose(1, 5)
        from counter in Gen.Choose(0, 1)
        from origin in Gen.Choose(1, 2)
        from deleted in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from name in Gen.Elements("x", "y.z")
        let claimed = new Stamp(number, counter, origin)
        let stamp = new Stamp(millis, counter, origin)
        select new Record(KeyOf(kind, one, two, three, number), BodyOf(kind, one, two, number, name, claimed), stamp, deleted && kind is not (RecordKind.Grant or RecordKind.End));

    private static Gen<EntityId> AnyId => Gen.Choose(1, Ids).Select(number => new EntityId((UInt128)number * (UInt128.MaxValue / Ids)));

    private static RecordKey KeyOf(RecordKind kind, EntityId one, EntityId two, EntityId three, int number) => kind switch
    {
        RecordKind.JoinRequest => RecordKey.JoinRequest(one, two),
        RecordKind.Grant => RecordKey.Grant(one, two, number),
        RecordKind.End => RecordKey.End(one, two, number),
        RecordKind.Share => RecordKey.Share(one, two, three),
        _ => RecordKey.Of(kind, one),
    };

    private static ReadOnlyMemory<byte> BodyOf(RecordKind kind, EntityId one, EntityId two, int number, string name, Stamp claimed) => kind switch
    {
        RecordKind.User => RecordJson.Encode(new UserBody(one)),
        RecordKind.UserName or RecordKind.GroupName => RecordJson.Encode(new NameBody(name, claimed)),
        RecordKind.Password => RecordJson.Encode(new PasswordBody(name, claimed)),
        RecordKind.Group => RecordJson.Encode(new GroupBody(two, true)),
        RecordKind.JoinRequest => RecordJson.Encode(new JoinRequestBody()),
        RecordKind.Grant => RecordJson.Encode(new GrantBody(two)),
        RecordKind.End => RecordJson.Encode(new EndBody(two)),
        RecordKind.Share => RecordJson.Encode(new ShareBody(number)),
        _ => RecordJson.Encode(new FileBody(two, name, claimed, number, ContentOf(number), default, two, number)),
    };

    private static InfoHash ContentOf(int number) => InfoHash.Of([(byte)(number % 2)]);

    private static string Fold(IEnumerable<Record> records)
    {
        var view = new TrackerView();
        var best = new Dictionary<RecordKey, Record>();
        foreach (var record in records)
        {
            if (!best.TryGetValue(record.Key, out var before) || record.Beats(before))
            {
                best[record.Key] = record;
                view.Put(record);
            }
        }

        return Describe(view);
    }

    private static List<Record> Winners(IEnumerable<Record> records) =>
        [.. records.GroupBy(record => record.Key).Select(versions => versions.Aggregate((one, other) => one.Beats(other) ? one : other))];

    private static string Describe(TrackerView view)
    {
        foreach (var user in view.Users.All)
        {
            user.Founded.ShouldBe(view.Groups.All.Count(group => group.Body!.Creator == user.Id));
            user.GroupsOnRecord.ShouldBeGreaterThanOrEqualTo(user.Founded);
            user.SharesOnRecord.ShouldBeGreaterThanOrEqualTo(user.Sharing);
            user.Sharing.ShouldBe(user.Memberships.Sum(membership => membership.Shares.Count(share => share.Counts)));
            user.OpenRequests.ShouldBe(view.Groups.All.Count(group => group.HasAsked(user)));
        }

        var lines = view.Users.All.Select(user => $"user {view.Users.ShownName(user)} {user.Id} {user.Password?.Hash} {user.GroupsOnRecord} {user.FilesOnRecord} {user.TorrentBytesOnRecord}")
            .Concat(view.Groups.All.Select(group => Describe(view, group)));
        return string.Join("\n", lines.Order(StringComparer.Ordinal));
    }

    private static string Describe(TrackerView view, Group group)
    {
        var files = group.Files.All.Select(file =>
            $"{group.Files.ShownName(file)}={file.Id}{string.Join("+", file.Shares.Where(share => share.Counts).Select(share => $"{share.User.Id}{share.Node}").Order())}");
        group.Departures.ShouldBe(group.Former.Sum(former => (long)former.LastEnded));
        return $"group {view.Groups.ShownName(group)} {group.Id} owner {group.Owner!.User.Id} count {group.MemberCount} departures {group.Departures}"
            + $" members {string.Join(",", group.Members.Select(user => user.Id).Order())}"
            + $" asked {string.Join(",", group.Requests.Select(user => user.Id).Order())} files {string.Join(",", files.Order())}";
    }

    private sealed record History(Record[] Records, Record[] Shuffled);
}
