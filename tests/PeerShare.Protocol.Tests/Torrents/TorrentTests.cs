using System.Text;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Tests.Torrents;

public sealed class TorrentTests
{
    [Fact]
    public void A_v1_torrent_of_libtorrent_is_read()
    {
        var torrent = Sample("libtorrent-v1.torrent");

        torrent.Kind.ShouldBe(TorrentKind.V1);
        torrent.InfoHash.ToString().ShouldBe("60f01b084d805a45dc272c7710aa15dfea1258c8");
        torrent.V2InfoHash.ShouldBeNull();
        torrent.Name.ShouldBe("top");
        torrent.IsSingleFile.ShouldBeFalse();
        torrent.IsPrivate.ShouldBeTrue();
        torrent.Layout.PieceCount.ShouldBe(3);
        torrent.Trackers.ShouldBe([["http://192.0.2.1/announce"], ["http://192.0.2.2/announce"]]);
        torrent.Created.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        torrent.Files.Sum(file => file.Length).ShouldBe(5 + 32_768 + 40_000 + 1);
    }

    [Fact]
    public void A_hybrid_of_libtorrent_is_usable_as_v1()
    {
        var torrent = Sample("libtorrent-hybrid.torrent");

        torrent.Kind.ShouldBe(TorrentKind.Hybrid);
        torrent.IsUsable.ShouldBeTrue();
        torrent.InfoHash.ToString().ShouldBe("426c8edb93cf2bc221c5100c5b8ad1c5328d38ea");
        Hex(torrent.V2InfoHash).ShouldBe("8999b96a8fb2c872f1896abea8035ede671c2378ce92f20087e78b2211ae1f07");
        torrent.Files.Where(file => !file.IsPadding).Select(file => string.Join('/', file.Path)).ShouldBe(["A/x", "a.bin", "b.bin", "empty", "zz"]);
        torrent.Files.Count(file => file.IsPadding).ShouldBe(3);
    }

    [Fact]
    public void A_v2_torrent_of_libtorrent_can_be_looked_at_but_not_used()
    {
        var torrent = Sample("libtorrent-v2.torrent");

        torrent.Kind.ShouldBe(TorrentKind.V2);
        torrent.Unusable.ShouldNotBeNull();
        Hex(torrent.V2InfoHash).ShouldBe("90f7cf4a060c78387f23293c2c85cbc0f657866c365645a1f5053bbbd245a20d");
        torrent.InfoHash.ToString().ShouldBe("90f7cf4a060c78387f23293c2c85cbc0f657866c");
        torrent.Layout.PieceCount.ShouldBe(5);
        torrent.PieceHashes.IsEmpty.ShouldBeTrue();
        torrent.Files.Select(file => (string.Join('/', file.Path), file.Length, file.Offset))
            .ShouldBe([("A/x", 5, 0), ("a.bin", 32_768, 32_768), ("b.bin", 40_000, 65_536), ("empty", 0, 105_536), ("zz", 1, 131_072)]);
    }

    [Theory]
    [InlineData("libtorrent-v1.torrent")]
    [InlineData("libtorrent-v2.torrent")]
    [InlineData("libtorrent-hybrid.torrent")]
    public void A_torrent_that_was_read_is_written_so_that_it_means_the_same(string sample)
    {
        var torrent = Sample(sample);

        Torrent.TryParse(torrent.Encode(), out var again, out _).ShouldBeTrue();

        again!.Info.ToArray().ShouldBe(torrent.Info.ToArray());
        again.Trackers.ShouldBe(torrent.Trackers);
        again.Created.ShouldBe(torrent.Created);
        Encoding.Latin1.GetString(torrent.Encode()).Contains("piece layers", StringComparison.Ordinal).ShouldBe(torrent.Kind != TorrentKind.V1);
    }

    [Fact]
    public void The_info_hash_is_over_the_bytes_as_they_stand_also_when_keys_are_unsorted()
    {
        var info = "d12:piece lengthi16384e4:name1:a6:lengthi1e6:pieces20:aaaaaaaaaaaaaaaaaaaae"u8.ToArray();
        Torrent.TryParse((byte[])[.. "d4:info"u8, .. info, .. "e"u8], out var torrent, out var error).ShouldBeTrue(error);

        torrent!.InfoHash.ShouldBe(InfoHash.Of(info));
        torrent.Info.ToArray().ShouldBe(info);
    }

    [Fact]
    public void Metadata_of_another_torrent_is_refused()
    {
        var info = Sample("libtorrent-v1.torrent").Info;

        Torrent.TryParseInfo(info, InfoHash.Of(info.Span), out var torrent, out var error).ShouldBeTrue(error);
        torrent!.Trackers.ShouldBeEmpty();
        Torrent.TryParseInfo(info, InfoHash.Any, out _, out error).ShouldBeFalse();
        error.ShouldBe("the metadata does not match its info-hash");
    }

    [Theory]
    [InlineData("i1e", true)]
    [InlineData("i2e", true)]
    [InlineData("i-1e", true)]
    [InlineData("i0e", false)]
    [InlineData("1:1", false)]
    public void Any_private_number_but_0_is_private(string value, bool expected) =>
        Read(Single().Replace("6:pieces", $"7:private{value}6:pieces", StringComparison.Ordinal)).IsPrivate.ShouldBe(expected);

    [Theory]
    [InlineData("1", 3, true)]
    [InlineData("67108864", 1, true)]
    [InlineData("67108865", 1, false)]
    [InlineData("0", 1, false)]
    [InlineData("-1", 1, false)]
    [InlineData("2147483647", 1, false)]
    [InlineData("2147483648", 1, false)]
    [InlineData("4294967297", 1, false)]
    [InlineData("9223372036854775807", 1, false)]
    [InlineData("18446744073709551617", 1, false)]
    public void A_piece_has_from_one_byte_to_64_MiB(string length, int pieces, bool good)
    {
        var text = $"d4:infod6:lengthi{pieces}e4:name1:a12:piece lengthi{length}e6:pieces{20 * pieces}:{new string('a', 20 * pieces)}ee";
        Torrent.TryParse(Encoding.Latin1.GetBytes(text), out var torrent, out var error).ShouldBe(good, error);
        (torrent?.Layout.PieceCount ?? 0).ShouldBe(good ? pieces : 0);
    }

    [Theory]
    [InlineData(2_097_153, "1")]
    [InlineData(281_474_976_710_657, "67108864")]
    [InlineData(9_223_372_036_854_775_807, "1")]
    [InlineData(9_223_372_036_854_775_807, "67108864")]
    public void A_length_that_makes_too_many_pieces_is_refused_before_its_hashes_are_looked_at(long length, string pieceLength)
    {
        var text = $"d4:infod6:lengthi{length}e4:name1:a12:piece lengthi{pieceLength}e6:pieces20:{new string('a', 20)}ee";
        Torrent.TryParse(Encoding.Latin1.GetBytes(text), out _, out var error).ShouldBeFalse();
        error.ShouldNotContain("hashes");
    }

    [Fact]
    public void Pad_files_are_known_with_and_without_a_path()
    {
        var torrent = Read("d4:infod5:filesld6:lengthi5e4:pathl1:aeed4:attr1:p6:lengthi11e4:pathl4:.pad2:11eed4:attr2:xp6:lengthi16ee"
            + "d6:lengthi1e4:pathl1:beee4:name1:n12:piece lengthi16e6:pieces60:" + new string('h', 60) + "ee");

        torrent.Files.Select(file => (file.IsPadding, file.Offset)).ShouldBe([(false, 0), (true, 5), (true, 16), (false, 32)]);
    }

    [Theory]
    [InlineData("8:announce10:http://a/x", "http://a/x")]
    [InlineData("8:announce10:http://a/x13:announce-listlll9:udp://b:1el10:https://c/ee", "udp://b:1|https://c/")]
    [InlineData("8:announce10:http://a/x13:announce-listle", "http://a/x")]
    [InlineData("8:announce10:http://a/x13:announce-listi5e", "http://a/x")]
    [InlineData("8:announce10:http://a/x13:announce-listll9:ftp://b/xli1eei7ee", "http://a/x")]
    [InlineData("8:announce11:file:///etc13:announce-listl9:not a urle", "")]
    public void The_announce_list_overrides_announce_and_odd_addresses_are_passed_over(string keys, string expected)
    {
        var text = keys.Replace("lll9", "ll9", StringComparison.Ordinal).Replace("xli1ee", "xel1:ae", StringComparison.Ordinal);
        Read("d" + text + Single()[1..]).Trackers.Select(tier => string.Join(',', tier)).ShouldBe(expected.Split('|', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void At_most_100_trackers_are_kept()
    {
        var tier = "l" + string.Concat(Enumerable.Repeat("9:udp://b:1", 60)) + "e";
        Read($"d13:announce-listl{tier}{tier}{tier}e" + Single()[1..]).Trackers.Select(kept => kept.Count).ShouldBe([60, 40]);
    }

    [Fact]
    public void Only_the_right_bytes_are_a_piece()
    {
        var data = "piece"u8.ToArray();
        var torrent = TorrentBuilder.Create("a", [(["a"], 5)], true, 16_384, System.Security.Cryptography.SHA1.HashData(data), false, [], null, null);
        var piece = torrent.Layout.Index(0);

        torrent.Check(piece, data).ShouldBeTrue();
        torrent.Check(piece, data.AsSpan(1)).ShouldBeFalse();
        data[0]++;
        torrent.Check(piece, data).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Corpus.In), "Bencode", MemberType = typeof(Corpus))]
    [MemberData(nameof(Corpus.In), "Torrents", MemberType = typeof(Corpus))]
    public void A_hostile_torrent_is_refused_with_one_readable_line(string file)
    {
        Torrent.TryParse(Corpus.Read(file), out var torrent, out var error).ShouldBeFalse();
        torrent.ShouldBeNull();
        error.ShouldNotBeNull().ShouldNotContain(character => char.IsControl(character));
        error.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void A_file_beyond_10_MiB_is_refused_before_it_is_read()
    {
        Torrent.TryParse(new byte[Torrent.LargestFile + 1], out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain("longer than");
    }

    [Fact]
    public void Ten_megabytes_of_files_are_read_in_bounded_time()
    {
        var files = string.Concat(Enumerable.Range(0, 250_000).Select(number => $"d6:lengthi0e4:pathl1:d6:{number:x6}eee"[..^1]));
        Read($"d4:infod5:filesl{files}e4:name1:n12:piece lengthi16e6:pieces0:ee").Files.Count.ShouldBe(250_000);
    }

    private static string Single() => "d4:infod6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaaee";

    private static string Hex(ReadOnlyMemory<byte>? hash) => Convert.ToHexStringLower(hash!.Value.Span);

    private static Torrent Sample(string file)
    {
        Torrent.TryParse(Corpus.Sample(file), out var torrent, out var error).ShouldBeTrue(error);
        return torrent!;
    }

    private static Torrent Read(string text)
    {
        Torrent.TryParse(Encoding.Latin1.GetBytes(text), out var torrent, out var error).ShouldBeTrue(error);
        return torrent!;
    }
}
