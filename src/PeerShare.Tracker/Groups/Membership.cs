using PeerShare.Protocol.Records;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Catalogue;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Groups;

/// <summary>A user's times in a group. A time is open while it has a grant and no end; an end counts even when it is known before
/// its grant.</summary>
internal sealed class Membership(Group group, User user)
{
    private Epoch[] epochs = [];

    public Group Group => group;

    public User User => user;

    /// <summary>The user's shares of files of this group, whether they count or not.</summary>
    public List<Share> Shares { get; } = [];

    public bool IsMember => user.Exists && Array.Exists(epochs, static epoch => epoch.IsOpen);

    /// <summary>Since when the user is a member; the earliest of several open times.</summary>
    public Stamp Since => epochs.Where(epoch => epoch.IsOpen).Min(epoch => epoch.Granted!.Value);

    /// <summary>The open times: one, or more after trackers were cut off from each other.</summary>
    public IEnumerable<int> Open => epochs.Where(epoch => epoch.IsOpen).Select(epoch => epoch.Number);

    /// <summary>The number of the last time that is over; 0 for none. A user who is no more has left for good.</summary>
    public int LastEnded => epochs.Where(epoch => epoch.Ended || user.IsGone).Select(epoch => epoch.Number).DefaultIfEmpty(0).Max();

    /// <summary>What of <see cref="LastEnded"/> is counted in <see cref="Group.Departures"/>. Set by <see cref="Group"/>.</summary>
    public int Counted { get; set; }

    /// <summary>How many there were, open ones too.</summary>
    public int Times => epochs.Length;

    /// <summary>The number that the next time gets.</summary>
    public int Next => epochs.Where(epoch => epoch.Ended).Select(epoch => epoch.Number).DefaultIfEmpty(0).Max() + 1;

    public bool IsOpen(int number) => user.Exists && Of(number).IsOpen;

    /// <summary>Call it through <see cref="GroupIndex"/>, which counts members.</summary>
    public void SetGrant(int number, Stamp? granted) => Set(Of(number) with { Granted = granted });

    /// <inheritdoc cref="SetGrant"/>
    public void SetEnd(int number, bool ended) => Set(Of(number) with { Ended = ended });

    /// <summary>Writes that the open times are over.</summary>
    public void PutEnds(Draft draft, User by)
    {
        foreach (var epoch in Open)
        {
            draft.Put(RecordKey.End(group.Id, user.Id, epoch), new EndBody(by.Id));
        }
    }

    private Epoch Of(int number)
    {
        foreach (var epoch in epochs)
        {
            if (epoch.Number == number)
            {
                return epoch;
            }
        }

        return new Epoch(number, null, false);
    }

    private void Set(Epoch changed) =>
        epochs = [.. epochs.Where(epoch => epoch.Number != changed.Number).Append(changed).Where(epoch => epoch.IsKnown)];

    private readonly record struct Epoch(int Number, Stamp? Granted, bool Ended)
    {
        public bool IsOpen => Granted is not null && !Ended;

        /// <summary>False of one that was taken back.</summary>
        public bool IsKnown => Granted is not null || Ended;
    }
}
