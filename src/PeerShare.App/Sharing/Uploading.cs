using PeerShare.App.Commands;
using PeerShare.App.Hosting;
using PeerShare.App.Tracking;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Sharing;

/// <summary>One <c>upload_file</c>: hashes, has the tracker list it, serves it.</summary>
internal sealed class Uploading(NodeHost host, string group, IProgress<HashProgress> hashed)
{
    private static readonly TimeSpan AnnouncePatience = TimeSpan.FromSeconds(2);

    /// <param name="path">A file or folder.</param>
    /// <param name="stopping">Ends the hashing.</param>
    public async Task<Holding> RunAsync(string path, CancellationToken stopping)
    {
        var login = host.Demand();
        var source = SourceContent.Find(path);
        RefuseName(source);

        // Before anybody reads it: whatever is written from now on is seen, also between the hashing and the serving.
        var folder = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))!;
        var stamps = SourceStamps.Take(folder, source.Files);
        var listed = await FindListedAsync(source.Name, stopping);
        var root = await host.AskAsync(token => host.Tracker.RootAsync(token, new RootWanted(group), stopping));
        var torrent = await DescribeAsync(source, listed, root.Root, stopping);
        if (login.Holdings.Find(torrent.InfoHash) is { IsActive: true } known)
        {
            return known.Record.State == HoldingState.Sharing ? known : throw Holdings.Active(known);
        }

        if (stamps.FindChanged() is { } changed)
        {
            throw new CommandFailure($"{changed} was changed or removed while it was hashed; nothing is shared");
        }

        await host.AskAsync(token => host.Tracker.ShareFileAsync(token, group, torrent.Encode(), stopping));
        var record = new HoldingRecord(group, source.Name, folder, source.Name, IsDownload: false, HoldingState.Sharing)
        {
            GroupId = root.GroupId,
            Stamps = stamps.Digest,
            IsListed = true,
        };
        var holding = await login.Holdings.AddAsync(record, torrent);
        await AnnouncedAsync(holding, stopping);
        return holding;
    }

    private static void RefuseName(SourceContent source)
    {
        if (SafePath.FaultOf(source.Name) is { } fault)
        {
            throw new CommandFailure($"{fault}; rename it to share it");
        }

        if (source.Files.Count == 0)
        {
            throw new CommandFailure($"{source.Name} is an empty folder; name a file or a folder with files");
        }
    }

    /// <summary>What the group has under that name: the same content must become the same torrent, however it was cut.</summary>
    private async Task<Torrent?> FindListedAsync(string name, CancellationToken stopping)
    {
        try
        {
            var listed = await host.AskAsync(token => host.Tracker.FileTorrentAsync(token, group, name, stopping));
            return Torrent.TryParse(listed.Torrent, out var torrent, out _) && torrent.IsUsable ? torrent : null;
        }
        catch (TrackerRefusal refusal) when (refusal.IsMissing)
        {
            // The group may be what is missing; then listing the file is refused with the same words.
            return null;
        }
    }

    private async Task<Torrent> DescribeAsync(SourceContent source, Torrent? listed, string? root, CancellationToken stopping)
    {
        // Paths inside a folder are relative to it; the folder's name is the torrent's.
        var top = source.IsFolder ? source.Name.Length + 1 : 0;
        var files = source.Files.Select(file => (Path: (IReadOnlyList<string>)file.RelativePath[top..].Split('/'), file.Length)).ToList();
        var same = listed is not null && IsAlike(listed, source, files);
        if (listed is not null && !same)
        {
            throw Other(source.Name);
        }

        var layout = same ? listed!.Layout : Pieces.Of(source.TotalLength);
        var hashes = await ContentHasher.HashAsync(source, layout, new HashCount(hashed, source.TotalLength), stopping);
        return same
            ? listed!.PieceHashes.Span.SequenceEqual(hashes) ? listed : throw Other(source.Name)
            : Create(root, source, files, layout, hashes);
    }

    private Torrent Create(string? root, SourceContent source, List<(IReadOnlyList<string> Path, long Length)> files, PieceLayout layout, byte[] hashes)
    {
        try
        {
            return TorrentBuilder.Create(
                source.Name, files, !source.IsFolder, layout.PieceLength, hashes, isPrivate: true, [], root, null, source: group);
        }
        catch (ArgumentException refused)
        {
            throw new CommandFailure($"{source.Name} cannot be shared: {refused.Message}", refused);
        }
    }

    private CommandFailure Other(string name) => new($"{group} already has another file named {name}");

    private static bool IsAlike(Torrent listed, SourceContent source, List<(IReadOnlyList<string> Path, long Length)> files) =>
        listed.IsSingleFile != source.IsFolder
        && listed.Layout.TotalLength == source.TotalLength
        && (listed.IsSingleFile || listed.Files.Select(file => (string.Join('/', file.Path), file.Length))
            .SequenceEqual(files.Select(file => (string.Join('/', file.Path), file.Length))));

    /// <summary>So that whoever lists the files next sees this source; a slow tracker is not waited for.</summary>
    private async Task AnnouncedAsync(Holding holding, CancellationToken stopping) =>
        await Task.WhenAny(holding.Announced, Task.Delay(AnnouncePatience, host.Time, stopping));
}

/// <summary>How far the hashing is, in bytes.</summary>
internal readonly record struct HashProgress(long Done, long Total);

/// <summary>Tells of bytes with how many there are.</summary>
internal sealed class HashCount(IProgress<HashProgress> hashed, long total) : IProgress<long>
{
    public void Report(long value) => hashed.Report(new HashProgress(value, total));
}
