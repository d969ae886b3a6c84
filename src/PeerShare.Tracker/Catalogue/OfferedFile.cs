using System.Diagnostics.CodeAnalysis;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Catalogue;

/// <summary>A torrent that somebody wants to share, looked at.</summary>
/// <param name="Id">The new file's id.</param>
/// <param name="Group">As it was typed.</param>
/// <param name="Name">Fit for a catalogue.</param>
/// <param name="Bytes">Length of the content.</param>
/// <param name="InfoHash">The swarm.</param>
/// <param name="Root">The certificate that its peers' are signed by; null for a torrent without.</param>
/// <param name="Torrent">The torrent file without trackers: those hold the sharer's passkey.</param>
internal sealed record OfferedFile(EntityId Id, string Group, string Name, long Bytes, InfoHash InfoHash, string? Root, byte[] Torrent)
{
    public static bool TryRead(NewFile wanted, [NotNullWhen(true)] out OfferedFile? offered, [NotNullWhen(false)] out Refusal? refusal)
    {
        offered = null;
        Torrent? torrent = null;
        refusal = !EntityId.TryMake(wanted.Id, out var id) ? Refusal.BadId
            : !Protocol.Torrents.Torrent.TryParse(wanted.Torrent, out torrent, out var fault) ? Refusal.BadTorrent(fault)
            : FaultOf(torrent);
        if (refusal is null)
        {
            offered = new OfferedFile(id, wanted.Group, torrent!.Name, torrent.Layout.TotalLength, torrent.InfoHash, torrent.SslCertificate, torrent.WithoutTrackers().Encode());
        }

        return refusal is null;
    }

    public FileBody ToBody(EntityId group, EntityId by, Stamp claimed) =>
        new(group, Name, claimed, Bytes, InfoHash, BlobHash.Of(Torrent), by, Torrent.Length);

    private static Refusal? FaultOf(Torrent torrent) =>
        NameRules.FaultOfFile(torrent.Name) is { } fault ? Refusal.BadName(fault)
        : torrent.Kind != TorrentKind.V1 ? Refusal.BadTorrent("only v1 torrents can be shared")
        : !torrent.IsPrivate ? Refusal.BadTorrent("it is not private, so it would be everybody's")
        : null;
}
