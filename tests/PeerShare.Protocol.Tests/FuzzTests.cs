using System.Net;
using System.Text;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests;

/// <summary>Mutated good inputs. A parser may refuse or accept; it may not throw, and what it accepts it
/// must be able to write.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 400_000;

    private static ReadOnlySpan<byte> Spice => "0123456789-:eild/\\.\0\u00ff"u8;

    [Theory]
    [InlineData("libtorrent-v1.torrent")]
    [InlineData("libtorrent-v2.torrent")]
    [InlineData("libtorrent-hybrid.torrent")]
    public void A_mutated_torrent_is_refused_or_can_be_written_again(string sample) => Mutate(Corpus.Sample(sample), bytes =>
    {
        if (Torrent.TryParse(bytes, out var torrent, out _))
        {
            Torrent.TryParse(torrent.Encode(), out var again, out var error).ShouldBeTrue(error);
            again!.InfoHash.ShouldBe(torrent.InfoHash);
            torrent.Files.Select(file => SafePath.FaultOf(file.Path)).ShouldBe(torrent.Files.Select(_ => (string?)null));
        }
    });

    [Fact]
    public void A_mutated_extension_handshake_is_refused_or_can_be_written_again() => Mutate(
        PeerInputs.GoodOf("extension handshake"),
        bytes =>
        {
            if (ExtensionHandshake.TryRead(bytes, out var read))
            {
                ExtensionHandshake.TryRead(read.Encode(), out _).ShouldBeTrue();
            }
        });

    [Fact]
    public void A_mutated_metadata_message_is_refused_or_can_be_written_again() => Mutate(
        "d8:msg_typei1e5:piecei0e10:total_sizei5eehello"u8.ToArray(),
        bytes =>
        {
            if (MetadataMessage.TryRead(bytes, out var read))
            {
                MetadataMessage.TryRead(read.Encode(), out _).ShouldBeTrue();
            }
        });

    [Fact]
    public void A_mutated_peer_exchange_is_refused_or_can_be_written_again() => Mutate(
        "d5:added12:aaaaaabbbbbb7:added.f2:ab6:added618:aaaaaaaaaaaaaaaaaa7:dropped6:cccccce"u8.ToArray(),
        bytes =>
        {
            if (PeerExchange.TryRead(bytes, out var read))
            {
                PeerExchange.TryRead(read.Encode(), out _).ShouldBeTrue();
            }
        });

    [Fact]
    public void A_mutated_tracker_answer_is_refused_or_can_be_written_again() => Mutate(
        "d8:completei1e10:incompletei2e8:intervali1800e12:min intervali30e5:peersld2:ip9:192.0.2.14:porti1eee6:peers618:aaaaaaaaaaaaaaaaaa15:warning message1:we"u8.ToArray(),
        bytes =>
        {
            if (AnnounceResponse.TryParse(bytes, out var read, out _))
            {
                AnnounceResponse.TryParse(read.Encode(), out _, out var error).ShouldBeTrue(error);
            }
        });

    [Fact]
    public void A_mutated_magnet_link_is_refused_or_can_be_written_again() => Mutate(
        "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=na%C3%AF&tr=http%3A%2F%2Fa%2F&x.pe=%5B::1%5D:1"u8.ToArray(),
        bytes =>
        {
            if (MagnetLink.TryParse(Encoding.Latin1.GetString(bytes), out var link, out _))
            {
                MagnetLink.TryParse(link.ToString(), out var again, out var error).ShouldBeTrue(error);
                again!.InfoHash.ShouldBe(link.InfoHash);
                again.Trackers.ShouldBe(link.Trackers);
            }
        });

    [Fact]
    public void Noise_is_refused_or_read_to_its_end()
    {
        var random = new Random(5);
        for (var round = 0; round < Rounds; round++)
        {
            var noise = new byte[random.Next(60)];
            for (var at = 0; at < noise.Length; at++)
            {
                noise[at] = Spice[random.Next(Spice.Length)];
            }

            var good = BencodeValue.TryParse(noise, out var value, out var error);
            (good ? value!.Raw.Length : noise.Length).ShouldBe(noise.Length);
            (error is null).ShouldBe(good);
        }
    }

    [Fact]
    public void A_mutated_handshake_is_refused_or_reads_the_same_again()
    {
        var good = new byte[Handshake.Size];
        new Handshake(InfoHash.Any, PeerId.Create(), Fast: true, Extended: true).Write(good);
        Mutate(good, bytes =>
        {
            if (Handshake.TryRead(bytes, out var read))
            {
                var written = new byte[Handshake.Size];
                read.Write(written);
                Handshake.TryRead(written, out var again).ShouldBeTrue();
                again.ShouldBe(read);
            }
        });
    }

    [Fact]
    public void A_mutated_stream_of_messages_is_read_to_its_end_or_to_what_is_malformed()
    {
        var good = Convert.FromHexString(
            "00000000" + "0000000100" + "0000000102" + "000000050400000001" + "0000000305ffc0" + "0000000d06000000000000000000004000"
            + "0000000b070000000000004000abcd" + "0000000d08000000000000000000004000" + "000000010e" + "00000005110000" + "0001" + "0000000414006465");
        Mutate(good, bytes =>
        {
            var rest = bytes.AsMemory();
            while (PeerCodec.TryDecode(rest, 1 << 20, out var message, out var consumed) == DecodeStatus.Message)
            {
                consumed.ShouldBeInRange(4, rest.Length);
                if (message.Kind != PeerMessageKind.Unknown)
                {
                    var written = new byte[PeerCodec.MeasureOf(message)];
                    PeerCodec.Encode(message, written).ShouldBe(consumed);
                    written.ShouldBe(rest[..consumed].ToArray());
                }

                rest = rest[consumed..];
            }
        });
    }

    [Theory]
    [InlineData(CompactPeers.V4Size)]
    [InlineData(CompactPeers.V6Size)]
    public void Mutated_addresses_are_refused_or_can_be_written_again(int size) => Mutate([.. Enumerable.Repeat((byte)7, 4 * size)], bytes =>
    {
        var peers = new List<IPEndPoint>();
        if (CompactPeers.TryRead(bytes, size, peers, 10))
        {
            peers.Count.ShouldBeLessThanOrEqualTo(Math.Min(10, bytes.Length / size));
            CompactPeers.Write(peers, size).Length.ShouldBeLessThanOrEqualTo(bytes.Length);
        }
    });

    [Fact]
    public void A_mutated_announce_is_refused_or_can_be_written_again() => Mutate(
        "info_hash=%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13%14&peer_id=-XX0001-123456789012&port=6881&uploaded=0&downloaded=0&left=5&event=started&numwant=50&ip=192.0.2.1&key=a"u8.ToArray(),
        bytes =>
        {
            var query = Encoding.Latin1.GetString(bytes);
            AnnounceQuery.ReadScrape(query).Count.ShouldBeLessThanOrEqualTo(AnnounceQuery.MostScraped);
            if (AnnounceQuery.TryRead(query, out var read, out _))
            {
                AnnounceQuery.TryRead(read.ToQuery(), out var again, out var fault).ShouldBeTrue(fault);
                again!.InfoHash.ShouldBe(read.InfoHash);
                again.Port.ShouldBe(read.Port);
            }
        });

    [Fact]
    public void Mutated_stamps_in_a_header_are_passed_over_or_can_be_written_again() => Mutate(
        "1795132800000-0-7f3a09b2c4d5e6f1 1795132800001-12-0000000000000001 0-0-ffffffffffffffff"u8.ToArray(),
        bytes =>
        {
            var read = VersionVector.Read(Encoding.Latin1.GetString(bytes), most: 2);
            read.Heads.Count.ShouldBeLessThanOrEqualTo(2);
            VersionVector.Read(read.ToString(), most: 2).Heads.ShouldBe(read.Heads, ignoreOrder: true);
        });

    private static void Mutate(byte[] seed, Action<byte[]> claim) => Fuzz.Try(Rounds, [seed], claim);
}
