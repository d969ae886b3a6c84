using System.Net;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Announce;

/// <summary>Answers announces and scrapes: to a member, of the group's swarms; to everybody else the same words, whether there is no
/// such user or no such torrent.</summary>
internal sealed class AnnounceDesk(Ledger ledger, SwarmTable swarms, TimeSpan interval, TimeProvider time)
{
    /// <summary>Most peers of an answer.</summary>
    public const int MostPeers = 200;

    /// <summary>When nothing is said about how many are wanted.</summary>
    public const int UsualPeers = 50;

    /// <summary>Announces and scrapes of a user in a row: all shares that the quota allows, from two nodes. Then so many more as
    /// <see cref="MostASecond"/> says.</summary>
    public const int MostInARow = 20_000;

    /// <summary>As many as all peers that a user may have online need to stay there.</summary>
    public const int MostASecond = 500;

    private const string TooOften = "you announce too often; it is tried again by itself";
    private const int MostUsers = 20_000;

    /// <summary>A client may not come again before this.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(30);

    private readonly AttemptLimit<EntityId> users = new(MostInARow, TimeSpan.FromSeconds(1) / MostASecond, MostUsers, time);

    private TimeSpan Soon => interval < LeastInterval ? interval : LeastInterval;

    /// <param name="passkey">As it stands in the address.</param>
    /// <param name="query">As it came, without the question mark.</param>
    /// <param name="vantage">Where it came from.</param>
    public AnnounceResponse Announce(string? passkey, ReadOnlySpan<char> query, Vantage vantage)
    {
        if (!AnnounceQuery.TryRead(query, out var request, out var fault))
        {
            return Refuse($"the announce is malformed: {NameRules.Shown(fault)}");
        }

        // Under the view's gate, so that no announce can follow the end of the membership that it rests on.
        return ledger.Peek(view => Announce(view, passkey, request, vantage));
    }

    /// <summary>The torrents that the user may see, of those that were asked for; or why none.</summary>
    public (IReadOnlyDictionary<InfoHash, SwarmCounts>? Seen, string? Refusal) Scrape(string? passkey, IReadOnlyList<InfoHash> torrents) =>
        ledger.Peek<(IReadOnlyDictionary<InfoHash, SwarmCounts>?, string?)>(view =>
            UserOf(view, passkey) is not { } user ? (null, "you are not registered")
            : !MayCome(user) ? (null, TooOften)
            : (CountsOf(view, user, torrents), null));

    private AnnounceResponse Announce(TrackerView view, string? passkey, AnnounceRequest request, Vantage vantage)
    {
        var user = UserOf(view, passkey);
        if (user is not null && !MayCome(user))
        {
            return Refuse(TooOften, Soon);
        }

        var seats = user is null ? [] : SeatsOf(view, user, request.InfoHash);
        if (seats.Count == 0)
        {
            return Refuse("this torrent is not for you, or you are not registered; get it again from your group");
        }

        var wanted = Math.Min(request.NumWant ?? UsualPeers, MostPeers);
        var places = new List<IPEndPoint>();
        var counts = default(SwarmCounts);
        foreach (var seat in seats)
        {
            if (!swarms.TryAnnounce(seat, request, vantage, wanted, places, out var own))
            {
                return Refuse("the tracker has too many peers, or you have; it is tried again by itself");
            }

            counts += own;
        }

        return new AnnounceResponse
        {
            Interval = interval,
            MinInterval = Soon,
            Complete = counts.Complete,
            Incomplete = counts.Incomplete,

            // Of one group at most: its root is in the torrent, so no other group can have it.
            Departures = seats.Find(seat => seat.Departures is not null)?.Departures,
            Peers = places,
        };
    }

    private bool MayCome(User user) => users.TryTake(user.Id) == TimeSpan.Zero;

    /// <summary>Without an interval libtorrent would be silent for half an hour.</summary>
    private AnnounceResponse Refuse(string reason, TimeSpan? again = null) => new() { FailureReason = reason, Interval = again ?? interval };

    private Dictionary<InfoHash, SwarmCounts> CountsOf(TrackerView view, User user, IReadOnlyList<InfoHash> torrents) => torrents.Distinct()
        .Select(torrent => (Torrent: torrent, Seats: SeatsOf(view, user, torrent)))
        .Where(found => found.Seats.Count > 0)
        .ToDictionary(
            found => found.Torrent,
            found => found.Seats.Select(seat => swarms.CountsOf(seat.Group, seat.Content)).Aggregate((one, other) => one + other));

    private static User? UserOf(TrackerView view, string? passkey) =>
        EntityId.TryParse(passkey, out var id) ? view.Users.FindByPasskey(id) : null;

    /// <summary>One for each group that has the content and the user as a member: one, unless the same torrent is in several.</summary>
    private static List<SwarmSeat> SeatsOf(TrackerView view, User user, InfoHash content)
    {
        var seats = new List<SwarmSeat>(1);
        foreach (var file in view.Files.WithContent(content))
        {
            if (file.Group!.IsMember(user) && !seats.Exists(seat => seat.Group == file.Group.Id))
            {
                seats.Add(new SwarmSeat(file.Group.Id, content, user.Id, file.Body!.Bytes, file.Group.IsEncrypted ? file.Group.Departures : null));
            }
        }

        return seats;
    }
}
