using System.Text;
using PeerShare.Protocol.Announce;
using PeerShare.Protocol.Bencode;
using PeerShare.Protocol.Torrents;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests;

/// <summary>Mutated good inputs, the same ones in every run. A parser may refuse or accept; it may not throw, and what it accepts it
/// must be able to write.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 10_000;

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
        "d1:md11:ut_metadatai2e6:ut_pexi1ee13:metadata_sizei151e1:pi6881e7:ps_next6:a.b:17e4:reqqi2000e11:upload_onlyi1e1:v9:PeerShare6:yourip4:aaaae"u8.ToArray(),
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

    private static void Mutate(byte[] seed, Action<byte[]> claim)
    {
        var random = new Random(seed.Length);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = seed.ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                MutateOnce(bytes, random);
            }

            claim([.. bytes]);
        }
    }

    private static void MutateOnce(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 8), bytes.Count - at);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes[at] = Spice[random.Next(Spice.Length)];
                break;
            case 2:
                bytes.Insert(at, Spice[random.Next(Spice.Length)]);
                break;
            case 3 when bytes.Count > 8:
                bytes.RemoveRange(at, length);
                break;
            default:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
        }
    }
}
