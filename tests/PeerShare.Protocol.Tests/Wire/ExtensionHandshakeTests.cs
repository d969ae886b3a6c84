using System.Net;
using System.Text;
using PeerShare.Protocol.Wire;

namespace PeerShare.Protocol.Tests.Wire;

public sealed class ExtensionHandshakeTests
{
    private static readonly ExtensionHandshake Full = new()
    {
        Ids = new Dictionary<string, byte> { ["ut_pex"] = 1, ["ut_metadata"] = 255, ["lt_donthave"] = 0 },
        Port = 6881,
        Client = "PeerShare 0.1 ✓",
        YourIp = IPAddress.Parse("2001:db8::1"),
        RequestQueue = 2000,
        UploadOnly = true,
        MetadataSize = 31_235,
        Next = "[2001:db8::2]:5001",
    };

    [Fact]
    public void A_handshake_with_everything_round_trips() => Same(Read(Full.Encode()), Full);

    [Fact]
    public void An_empty_handshake_round_trips() => Same(Read(new ExtensionHandshake().Encode()), new ExtensionHandshake());

    [Fact]
    public void The_handshake_of_libtorrent_is_understood()
    {
        var read = Read("d12:complete_agoi0e1:md11:lt_donthavei7e10:share_modei8e11:upload_onlyi3e11:ut_metadatai2ee13:metadata_sizei151e4:reqqi2000e11:upload_onlyi1e1:v18:libtorrent/2.0.8.06:yourip4:\u007f\0\0\u0001e"u8);

        read.Ids["ut_metadata"].ShouldBe((byte)2);
        read.MetadataSize.ShouldBe(151);
        read.RequestQueue.ShouldBe(2000);
        read.UploadOnly.ShouldBeTrue();
        read.YourIp.ShouldBe(IPAddress.Loopback);
    }

    [Theory]
    [InlineData("d1:mi1e13:metadata_sizei-1e1:pi65536e7:ps_nexti1e4:reqqi0e11:upload_onlyle1:vi1e6:yourip3:abce")]
    [InlineData("d1:md1:ai256e1:bi-1e1:c1:1e13:metadata_sizei9999999999e1:p4:68817:ps_next9:no-port:ae")]
    [InlineData("d7:ps_next13:a b:1\r\n200 OKe")]
    public void Values_of_another_type_or_out_of_bounds_read_as_absent(string text) =>
        Same(Read(Encoding.ASCII.GetBytes(text)), new ExtensionHandshake());

    [Fact]
    public void A_client_that_is_no_clean_text_is_shown_all_the_same() => Read("d1:v4:a\n\u001Bbe"u8).Client.ShouldBe("ab");

    [Fact]
    public void A_neighbour_longer_than_300_bytes_reads_as_absent() =>
        Read((Full with { Next = new string('a', 300) + ":1" }).Encode()).Next.ShouldBeNull();

    [Fact]
    public void More_than_64_names_are_refused() =>
        ExtensionHandshake.TryRead(
            new ExtensionHandshake { Ids = Enumerable.Range(0, 65).ToDictionary(id => $"x{id}", id => (byte)id) }.Encode(),
            out _).ShouldBeFalse();

    [Theory]
    [MemberData(nameof(Corpus.In), "Bencode", MemberType = typeof(Corpus))]
    public void Hostile_bytes_are_refused(string file) => ExtensionHandshake.TryRead(Corpus.Read(file), out _).ShouldBeFalse();

    private static ExtensionHandshake Read(ReadOnlySpan<byte> bytes)
    {
        ExtensionHandshake.TryRead(bytes, out var read).ShouldBeTrue();
        return read.ShouldNotBeNull();
    }

    private static void Same(ExtensionHandshake read, ExtensionHandshake expected)
    {
        read.Ids.ShouldBe(expected.Ids, ignoreOrder: true);
        (read with { Ids = expected.Ids }).ShouldBe(expected);
    }
}
