using System.Net;
using System.Text.Json;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Announce;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Hears from one mirror who is online there.</summary>
internal sealed class PeerListening(Mirror mirror, IMirrorLink link, Ledger ledger, SwarmTable swarms, TimeProvider time)
{
    /// <summary>Whoever is older is nobody's peer any more.</summary>
    private const long OldestMillis = 24 * 3_600_000;

    /// <summary>One of each family.</summary>
    private const int MostPlaces = 2;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="told">Called when everybody who is online there is known here too.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Action told, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await ListenAsync(told, stopping);
            await Task.Delay(Pause, time, stopping);
        }
    }

    /// <summary>Listens until the connection ends.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task ListenAsync(Action told, CancellationToken stopping)
    {
        try
        {
            await foreach (var batch in link.PeersAsync(mirror.Address, Silence, stopping))
            {
                ledger.Peek(view => MergeAll(view, batch));
                if (batch.Length == 0)
                {
                    told();
                }
            }
        }
        catch (Exception failure) when (failure is MirrorTrouble or JsonException)
        {
            // The loop that pulls records tells the operator of the same trouble.
        }
    }

    /// <summary>Who is no member here, because that was decided here, is not let in again.</summary>
    private int MergeAll(TrackerView view, OnlinePeer[] batch)
    {
        foreach (var peer in batch)
        {
            if (TryRead(peer, out var sighting)
                && view.Groups.Find(sighting.Group) is { } group
                && view.Users.Find(sighting.User) is { } user
                && (sighting.IsGone || group.IsMember(user)))
            {
                swarms.Merge(sighting, TimeSpan.FromMilliseconds(Math.Clamp(peer.AgeMillis, 0, OldestMillis)));
            }
        }

        return batch.Length;
    }

    private static bool TryRead(OnlinePeer peer, out Sighting sighting)
    {
        var good = EntityId.TryParse(peer.Group, out var group)
            & EntityId.TryParse(peer.User, out var user)
            & InfoHash.TryParseHex(peer.InfoHash, out var content)
            & peer.Peer.Length == PeerId.Size;
        var places = peer.Places.Select(text => IPEndPoint.TryParse(text, out var place) ? place : null).OfType<IPEndPoint>().Take(MostPlaces).ToArray();
        sighting = new Sighting(
            group, content, user, good ? new PeerId(peer.Peer) : default, places, peer.IsComplete, peer.IsSource, peer.IsGone, peer.Stamp, 0);
        return good;
    }
}
