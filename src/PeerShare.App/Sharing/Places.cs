using PeerShare.App.Commands;

namespace PeerShare.App.Sharing;

/// <summary>Gives downloads their places, one after the other: until a download is among those that run, its name and its space are kept
/// for it.</summary>
/// <param name="running">The downloads that are under way.</param>
internal sealed class Places(Func<IEnumerable<Holding>> running)
{
    private readonly Lock gate = new();
    private readonly List<Place> kept = [];

    /// <param name="path">A folder that is there, or a new name in one.</param>
    /// <param name="name">The file's name in the catalogue.</param>
    /// <param name="bytes">The length of the content.</param>
    /// <returns>Dispose it when the download runs, or does not come about.</returns>
    /// <exception cref="CommandFailure">There is no such place.</exception>
    public Place Take(string path, string name, long bytes)
    {
        lock (gate)
        {
            var destination = Destination.Check(path, name, bytes, PromisedOn);
            if (running().Select(download => download.Record.Path).Concat(kept.Select(place => place.Destination.Path)).Contains(destination.Path))
            {
                throw new CommandFailure($"another download goes to {destination.Path}; give the destination another name");
            }

            var place = new Place(destination, bytes, this);
            kept.Add(place);
            return place;
        }
    }

    /// <summary>Bytes that downloads are still to write on the volume with this root.</summary>
    private long PromisedOn(string volume) =>
        running().Where(download => Destination.VolumeOf(download.Record.Folder) == volume).Sum(download => download.Torrent.Layout.TotalLength - (download.Progress?.VerifiedBytes ?? 0))
        + kept.Where(place => Destination.VolumeOf(place.Destination.Folder) == volume).Sum(place => place.Bytes);

    /// <summary>Kept for one download.</summary>
    internal sealed class Place(Destination destination, long bytes, Places places) : IDisposable
    {
        public Destination Destination => destination;

        public long Bytes => bytes;

        public void Dispose()
        {
            lock (places.gate)
            {
                places.kept.Remove(this);
            }
        }
    }
}
