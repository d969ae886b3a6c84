using System.Net;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Accounts;

/// <summary>How many users may be created from one address: so many in a row, and then as many an hour.</summary>
internal sealed class RegistrationLimit(int most, TimeProvider time)
{
    private const int MostKept = 20_000;

    private readonly AttemptLimit<Network> addresses = new(most, TimeSpan.FromHours(1) / Math.Max(1, most), MostKept, time);

    /// <summary>Counts a new user; null when there may be one.</summary>
    public Refusal? TryTake(IPAddress? address) =>
        addresses.TryTake(Network.Of(address)) is { Ticks: > 0 } wait ? Refusal.TooManyUsers(wait) : null;

    /// <summary>There was no new user after all.</summary>
    public void GiveBack(IPAddress? address) => addresses.GiveBack(Network.Of(address));
}
