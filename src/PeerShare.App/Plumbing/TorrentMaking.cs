using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.App.Sharing;
using PeerShare.Engine.Storage;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Plumbing;

/// <summary>One run of <c>peershare make-torrent</c>.</summary>
internal sealed class TorrentMaking(CommandContext context, MakeTorrentOptions options)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        var source = SourceContent.Find(options.Content);
        var root = ReadRoot();
        if (!PieceLayout.TryCreate(source.TotalLength, options.PieceLength, out var layout))
        {
            throw new CommandFailure($"{source.Name} ({Sizes.Format(source.TotalLength)}) has too many pieces; give a larger --piece-length");
        }

        var hashes = await HashAsync(source, layout, stopping);
        var torrent = Describe(source, layout, hashes, root);
        await WriteAsync(torrent, stopping);
        context.Json.SetResult(writer =>
        {
            writer.WriteString("info_hash", torrent.InfoHash.ToString());
            writer.WriteNumber("pieces", layout.PieceCount);
            writer.WriteNumber("bytes", layout.TotalLength);
        });
        context.Out.WriteLine($"wrote {options.Torrent}: {torrent.Name}, {Sizes.Format(layout.TotalLength)}, {layout.PieceCount} pieces, info-hash {torrent.InfoHash}");
    }

    private async Task<byte[]> HashAsync(SourceContent source, PieceLayout layout, CancellationToken stopping)
    {
        var line = new PercentLine(context);
        try
        {
            return await ContentHasher.HashAsync(source, layout, new HashCount(line, source.TotalLength), stopping);
        }
        finally
        {
            line.End();
        }
    }

    private string? ReadRoot()
    {
        if (options.SslCertificate is null)
        {
            return null;
        }

        try
        {
            // One certificate and nothing else goes in: the file may hold its key too.
            using var root = X509Certificate2.CreateFromPem(File.ReadAllText(ReadableFile.Check(options.SslCertificate).FullName));
            return root.ExportCertificatePem() + "\n";
        }
        catch (CryptographicException malformed)
        {
            throw new CommandFailure($"{options.SslCertificate} is no certificate in PEM form", malformed);
        }
    }

    private Torrent Describe(SourceContent source, PieceLayout layout, byte[] hashes, string? root)
    {
        // Paths inside a folder are relative to it; the folder's name is the torrent's.
        var top = source.IsFolder ? source.Name.Length + 1 : 0;
        var files = source.Files.Select(file => ((IReadOnlyList<string>)file.RelativePath[top..].Split('/'), file.Length)).ToList();
        try
        {
            return TorrentBuilder.Create(
                source.Name, files, !source.IsFolder, layout.PieceLength, hashes, options.Private,
                [.. options.Trackers.Select(tracker => new[] { tracker.AbsoluteUri })], root, context.TimeProvider.GetUtcNow());
        }
        catch (ArgumentException refused)
        {
            throw new CommandFailure($"{source.Name} cannot be described: {refused.Message}", refused);
        }
    }

    /// <summary>By rename, so that a torrent is never half there.</summary>
    private async Task WriteAsync(Torrent torrent, CancellationToken stopping)
    {
        var part = $"{options.Torrent}.part";
        try
        {
            await File.WriteAllBytesAsync(part, torrent.Encode(), stopping);
            File.Move(part, options.Torrent, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
