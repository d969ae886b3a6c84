using PeerShare.App.Commands;
using PeerShare.App.Hosting;
using PeerShare.Protocol.Torrents;

namespace PeerShare.App.Sharing;

/// <summary>One <c>download_file</c>: gets the description, looks at the destination, begins.</summary>
internal static class Downloading
{
    /// <param name="host">Of whoever is logged in.</param>
    /// <param name="group">The group's name.</param>
    /// <param name="name">The file's name in the catalogue.</param>
    /// <param name="path">A folder, or a new name.</param>
    /// <param name="stopping">Gives up.</param>
    public static async Task<Holding> BeginAsync(NodeHost host, string group, string name, string path, CancellationToken stopping)
    {
        var login = host.Demand();
        var file = await host.AskAsync(token => host.Tracker.FileTorrentAsync(token, group, name, stopping));
        if (!Torrent.TryParse(file.Torrent, out var torrent, out var problem) || (problem = torrent.Unusable) is not null)
        {
            throw new CommandFailure($"{name} in {group} cannot be fetched: {problem}");
        }

        if (login.Holdings.Find(torrent.InfoHash) is { } known)
        {
            Holdings.RefuseActive(known);
        }

        using var place = login.Holdings.Places.Take(path, file.Name, torrent.Layout.TotalLength);
        var destination = place.Destination;
        var record = new HoldingRecord(group, file.Name, destination.Folder, destination.TopName, IsDownload: true, HoldingState.Downloading) { GroupId = file.GroupId };
        return await login.Holdings.AddAsync(record, torrent);
    }
}
