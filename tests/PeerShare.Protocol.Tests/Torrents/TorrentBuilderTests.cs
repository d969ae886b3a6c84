using FsCheck.Fluent;
using PeerShare.Protocol.Torrents;

namespace PeerShare.Protocol.Tests.Torrents;

public sealed class TorrentBuilderTests
{
    private const int PieceLength = 16_384;

    [Fact]
    public void What_is_created_is_read_back() => Property.Holds(
        from lengths in Gen.Choose(0, 100_000).ArrayOf()
        from bits in Gen.Choose(0, 7)
        select (Lengths: lengths.DefaultIfEmpty(1).ToArray(), IsPrivate: (bits & 1) != 0, Single: (bits & 2) != 0, Secure: (bits & 4) != 0),
        given =>
        {
            var files = Files(given.Single ? given.Lengths[..1] : given.Lengths);
            var made = TorrentBuilder.Create(
                "naïve name", files, given.Single, PieceLength, Hashes(files), given.IsPrivate,
                [["http://a/announce"], ["https://b/announce", "udp://c:1"]], given.Secure ? "PEM" : null, DateTimeOffset.UnixEpoch);

            Torrent.TryParse(made.Encode(), out var read, out var error).ShouldBeTrue(error);

            read!.InfoHash.ShouldBe(made.InfoHash);
            read.Name.ShouldBe("naïve name");
            read.IsSingleFile.ShouldBe(given.Single);
            read.IsPrivate.ShouldBe(given.IsPrivate);
            read.SslCertificate.ShouldBe(given.Secure ? "PEM" : null);
            read.Created.ShouldBe(DateTimeOffset.UnixEpoch);
            read.Trackers.ShouldBe(made.Trackers);
            read.Files.Select(file => file.Length).ShouldBe(files.Select(file => file.Length));
            read.Files[^1].Path.ShouldBe(given.Single ? ["naïve name"] : files[^1].Path);
        });

    [Fact]
    public void Private_is_written_as_1() =>
        System.Text.Encoding.ASCII.GetString(
            TorrentBuilder.Create("a", [([], 0)], true, PieceLength, default, true, [["http://a/"]], null, null).Encode())
            .ShouldBe("d8:announce9:http://a/4:infod6:lengthi0e4:name1:a12:piece lengthi16384e6:pieces0:7:privatei1eee");

    [Fact]
    public void What_could_not_be_read_back_is_not_created()
    {
        Refusal("..", Files([1]), PieceLength, "http://a/").ShouldContain("leads to another directory");
        Refusal("a", Files([1]), 0, "http://a/").ShouldContain("piece length");
        Refusal("a", Files([1]), PieceLength, "ftp://a/").ShouldContain("ftp://a/");
        Refusal("a", [(["x"], 1), (["X"], 1)], PieceLength, "http://a/").ShouldContain("share the place");
        Refusal("a", Files([100_000]), PieceLength, "http://a/", pieces: 6).ShouldContain("hashes");
    }

    private static string Refusal(
        string name, List<(IReadOnlyList<string> Path, long Length)> files, int pieceLength, string tracker, int pieces = 1) =>
        Should.Throw<ArgumentException>(() =>
            TorrentBuilder.Create(name, files, false, pieceLength, new byte[20 * pieces], false, [[tracker]], null, null)).Message;

    private static List<(IReadOnlyList<string> Path, long Length)> Files(int[] lengths) =>
        lengths.Select((length, number) => ((IReadOnlyList<string>)["directory", $"{number}"], (long)length)).ToList();

    private static byte[] Hashes(List<(IReadOnlyList<string> Path, long Length)> files) =>
        new byte[(files.Sum(file => file.Length) + PieceLength - 1) / PieceLength * 20];
}
