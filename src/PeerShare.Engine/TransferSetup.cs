using System.Net;
using PeerShare.Engine.Storage;
using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Engine;

/// <summary>All that a transfer starts from.</summary>
public sealed record TransferSetup
{
    public required Torrent Torrent { get; init; }

    /// <summary>Where the pieces lie; the transfer disposes it.</summary>
    public required IPieceStore Store { get; init; }

    public required SwarmPolicies Policies { get; init; }

    /// <summary>Whom to try first.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>HTTP trackers in tiers (BEP 12); others are passed over.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>Asked before each announce for HTTP trackers that became known meanwhile, the best first: each is a tier after those of
    /// <see cref="Trackers"/>, and is asked again within seconds while there is no peer to fetch from. Null when there will be none.</summary>
    public Func<IReadOnlyList<string>>? LaterTrackers { get; init; }

    /// <summary>Told a tracker and why it did not help, on any thread.</summary>
    public Action<string, string> TrackerFailed { get; init; } = (_, _) => { };

    /// <summary>Told a tracker that took an announce and what it answered, on any thread.</summary>
    public Action<string, AnnounceResponse> TrackerAnswered { get; init; } = (_, _) => { };

    /// <summary>What we show to the peers of a torrent with a root certificate; such a torrent fails without.</summary>
    public GroupAccess? Access { get; init; }

    /// <summary>Peers that ask for the all-zero info-hash, "whichever file you serve", get this one (ring nodes).</summary>
    public bool AnswersAny { get; init; }

    /// <summary>Keep a dialled and an accepted link to the same peer side by side, because requests go only over dialled ones (the ring).</summary>
    public bool OneLinkEachWay { get; init; }

    /// <summary>Our download neighbour as <c>host:port</c>, told to peers in a ring.</summary>
    public string? Next { get; init; }

    /// <summary>Told what happens, on the swarm's own loop.</summary>
    public SwarmObserver Observer { get; init; } = SwarmObserver.Silent;

    /// <summary>Decides every chance; give a seeded one for runs that repeat.</summary>
    public Random Random { get; init; } = new();

    /// <summary>Bytes of blocks a second, within the node's limit; null or 0 for no limit.</summary>
    public long? UploadRate { get; init; }

    /// <summary>Bytes a second, within the node's limit; null or 0 for no limit.</summary>
    public long? DownloadRate { get; init; }
}
