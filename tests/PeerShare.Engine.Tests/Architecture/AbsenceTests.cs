using System.Text.RegularExpressions;

namespace PeerShare.Engine.Tests.Architecture;

/// <summary>Faults of other programs that we cannot have, because what they need is nowhere in <c>src</c>: docs/known-faults.md.</summary>
public sealed class AbsenceTests
{
    private const string Datagrams = @"\bUdpClient\b|\bSocketType\.(?:Dgram|Raw)\b|\bProtocolType\.Udp\b";
    private const string Markup = @"\bSystem\.Xml\b|\bX(?:ml)?(?:Document|Reader|Serializer|Element)\b";
    private const string TypesByName = @"\b(?:BinaryFormatter|NetDataContractSerializer|TypeNameHandling|JsonPolymorphic)\b|\bType\.GetType\s*\(|\bActivator\.CreateInstance\b|\bAssembly\.Load";
    private const string BlindTrust = @"\bDangerousAccept\w+|Certificate\w*Validation\w*\s*=\s*\([^)]*\)\s*=>\s*true\b|\bIgnore(?:Invalid|Wrong|CertificateAuthority)\w*";
    private const string BrowserPowers = @"\b(?:AddCors|UseCors|UseStaticFiles|MapFallback|UseForwardedHeaders|AddCookie|Cookies)\b";
    private const string OtherPrograms = @"\bProcess\.Start\s*\(|\bUseShellExecute\b";
    private const string Compression = @"\bDecompressionMethods\.(?!None)|\bAutomaticDecompression\b|\b(?:GZip|Brotli|Deflate|ZLib)Stream\b";

    [Theory]
    [InlineData(Datagrams)]
    [InlineData(Markup)]
    [InlineData(TypesByName)]
    [InlineData(BlindTrust)]
    [InlineData(BrowserPowers)]
    [InlineData(Compression)]
    public void What_other_programs_were_attacked_through_is_not_there(string danger) =>
        SourceTree.Files.SelectMany(file => file.Mentions(new Regex(danger))).ShouldBeEmpty();

    [Fact]
    public void Only_the_demo_starts_programs() =>
        SourceTree.Files.Where(file => !file.IsIn("src/PeerShare.App/Demo")).SelectMany(file => file.Mentions(new Regex(OtherPrograms))).ShouldBeEmpty();

    /// <summary>Nothing asks a fixed place for updates, news or anything else: every host is one that the user or a member has named. (Of SVG the namespace is one, and nothing is asked there.)</summary>
    [Fact]
    public void No_host_is_written_down() =>
        SourceTree.Files.SelectMany(file => file.Contains(new Regex(@"""https?://(?!www\.w3\.org/)[a-z0-9.-]+\.[a-z]{2,}[/""]"))).ShouldBeEmpty();

    [Theory]
    [InlineData(Datagrams, "new Socket(family, SocketType.Dgram, ProtocolType.Udp)")]
    [InlineData(Markup, "using System.Xml;")]
    [InlineData(TypesByName, "Activator.CreateInstance(type)")]
    [InlineData(BlindTrust, "RemoteCertificateValidationCallback = (_, _, _, _) => true")]
    [InlineData(BlindTrust, "HttpClientHandler.DangerousAcceptAnyServerCertificateValidator")]
    [InlineData(BrowserPowers, "context.Request.Cookies")]
    [InlineData(OtherPrograms, "Process.Start(name)")]
    [InlineData(Compression, "AutomaticDecompression = All")]
    public void It_would_be_noticed(string danger, string code) => new SourceFile("x.cs", code).Mentions(new Regex(danger)).ShouldNotBeEmpty();
}
