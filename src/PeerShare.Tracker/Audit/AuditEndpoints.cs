using Microsoft.AspNetCore.Http;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Audit;

/// <summary>The address of audit logs, which the owner of a group may read.</summary>
internal static class AuditEndpoints
{
    /// <summary>Entries of one answer; with the longest names that there are, 3 MB.</summary>
    public const int PageSize = 1_000;

    public static void MapAudit(this TrackerApi api, IRecordStore store) => api.Post<AuditWanted>(
        new Operation(Routes.Audit, typeof(AuditWanted), typeof(AuditLine[])),
        async (context, wanted) => await context.EndAsync(await ReadAsync(api, store, context, wanted)));

    private static async Task<Answer<AuditLine[]>> ReadAsync(TrackerApi api, IRecordStore store, HttpContext context, AuditWanted wanted)
    {
        var owned = await api.AskAsync<EntityId>(
            context, asker => asker.TryFindAsOwner(wanted.Group, out var group, out var refusal) ? group.Id : refusal);
        if (owned.Refusal is { } no)
        {
            return no;
        }

        var prefix = owned.Value.ToArray();
        var after = wanted.After is { } last ? RecordKey.AuditEntry(owned.Value, last).Id.ToArray() : prefix;
        var page = await store.ReadAsync(RecordKind.AuditEntry, prefix, after, PageSize);
        return api.Ledger.Peek(view => page.Where(record => record.Key.IsKnown && !record.Deleted).Select(record => LineOf(view, record)).ToArray());
    }

    private static AuditLine LineOf(TrackerView view, Record record)
    {
        var entry = RecordJson.Decode<AuditBody>(record.Body);
        return new AuditLine(
            record.Stamp,
            DateTimeOffset.FromUnixTimeMilliseconds(record.Stamp.Millis),
            NameOf(view, entry.By),
            entry.Act,
            entry.User is { } user ? NameOf(view, user) : entry.Name);
    }

    private static string NameOf(TrackerView view, AuditedUser user) =>
        view.Users.Find(user.Id) is { } found ? view.Users.ShownName(found) : user.Name;
}
