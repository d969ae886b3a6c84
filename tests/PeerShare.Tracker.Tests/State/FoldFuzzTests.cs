using System.Text.Json;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.State;

/// <summary>A record that is accepted from a mirror is folded at every start for good: it must not be able to end one.</summary>
public sealed class FoldFuzzTests
{
    private static readonly EntityId Alice = new(1);
    private static readonly EntityId Group = new(2);
    private static readonly EntityId File = new(3);

    [Fact]
    public void A_mutated_record_is_refused_or_folded()
    {
        var good = Records();
        List<byte[]> inputs = [.. good.Select((record, place) => (byte[])[(byte)place, .. record.Body.Span])];
        Fuzz.Try(20_000, inputs, bytes =>
        {
            var changed = good[bytes[0] % good.Count] with { Body = bytes.AsMemory(1) };
            if (TryCheck(changed))
            {
                var view = new TrackerView();
                good.ForEach(view.Put);
                view.Put(changed with { Stamp = new Stamp(2, 0, 1) });
                _ = view.Users.All.Select(view.Users.ShownName).ToList();
                _ = view.Groups.All.SelectMany(group => group.Files.All.Select(group.Files.ShownName).Append(view.Groups.ShownName(group))).ToList();
            }
        });
    }

    private static bool TryCheck(Record record)
    {
        try
        {
            RecordJson.Check(record.Key.Kind, record.Body.Span);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<Record> Records() =>
    [
        Put(RecordKey.Of(RecordKind.User, Alice), new UserBody(Group)),
        Put(RecordKey.Of(RecordKind.UserName, Alice), new NameBody("alice", default)),
        Put(RecordKey.Of(RecordKind.Password, Alice), new PasswordBody("hash", default)),
        Put(RecordKey.Of(RecordKind.Group, Group), new GroupBody(Alice, false, new SealedAuthority("root", [1]))),
        Put(RecordKey.Of(RecordKind.GroupName, Group), new NameBody("g1", default)),
        Put(RecordKey.Grant(Group, Alice, 1), new GrantBody(Alice)),
        Put(RecordKey.Of(RecordKind.File, File), new FileBody(Group, "film.bin", default, 5, default, default, Alice)),
        Put(RecordKey.Share(File, Alice, Group), new ShareBody(1)),
        Put(RecordKey.Of(RecordKind.EndedSession, Alice), new EndedSessionBody(Alice, 5)),
        Put(RecordKey.Of(RecordKind.Answer, Alice), new AnswerBody("/x", Alice)),
        Put(RecordKey.AuditEntry(Group, default), new AuditBody(AuditAct.Asked, new AuditedUser(Alice, "alice"), new AuditedUser(Alice, "alice"))),
    ];

    private static Record Put<T>(RecordKey key, T body)
        where T : RecordBody => new(key, RecordJson.Encode(body), new Stamp(1, 0, 1), Deleted: false);
}
