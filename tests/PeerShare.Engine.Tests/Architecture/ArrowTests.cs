using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PeerShare.Engine.Tests.Architecture;

/// <summary>Who may know whom: docs/architecture.md.</summary>
public sealed partial class ArrowTests
{
    private const string Engine = "src/PeerShare.Engine";
    private const string Protocol = "src/PeerShare.Protocol";

    [Theory]
    [InlineData("PeerShare.Protocol", "")]
    [InlineData("PeerShare.Engine", "PeerShare.Protocol")]
    [InlineData("PeerShare.Tracker", "PeerShare.Protocol")]
    public void A_project_refers_only_to_those_below_it(string project, string below)
    {
        var file = Path.Combine(Repository.Root, "src", project, $"{project}.csproj");
        var references = File.Exists(file)
            ? XDocument.Load(file).Descendants("ProjectReference").Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value))
            : [];

        references.Except(below.Split(',')).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Protocol, "Engine|Tracker|App")]
    [InlineData(Engine, "Tracker|App")]
    [InlineData("src/PeerShare.Tracker", "Engine|App")]
    public void A_project_names_only_those_below_it(string project, string others) =>
        Broken(SourceTree.In(project), new Regex($@"\bPeerShare\.(?:{others})\b")).ShouldBeEmpty();

    [Theory]
    [InlineData("Policies", "Swarms|Peers|Storage|Announce")]
    [InlineData("Swarms", "Peers|Storage|Announce")]
    [InlineData("Storage", "Policies|Swarms|Peers|Announce")]
    [InlineData("Announce", "Policies|Swarms|Peers|Storage")]
    [InlineData("Peers", "Announce")]
    public void A_folder_of_the_engine_names_only_those_below_it(string folder, string others) =>
        Broken(SourceTree.In($"{Engine}/{folder}"), new Regex($@"\bEngine\.(?:{others})\b")).ShouldBeEmpty();

    [Fact]
    public void A_link_speaks_the_words_of_a_swarm_but_does_not_hold_one() =>
        Broken(SourceTree.In($"{Engine}/Peers"), SwarmItself()).ShouldBeEmpty();

    [Fact]
    public void The_protocol_knows_neither_sockets_nor_files_nor_clocks_nor_tasks() =>
        Broken(SourceTree.In(Protocol), OutsideWorld()).ShouldBeEmpty();

    [Theory]
    [InlineData("Swarms")]
    [InlineData("Policies")]
    public void A_swarm_and_its_policies_decide_without_acting(string folder) =>
        Broken(SourceTree.In($"{Engine}/{folder}"), OutsideWorld()).ShouldBeEmpty();

    [Fact]
    public void The_rules_look_at_something()
    {
        foreach (var folder in new[] { Protocol, Engine, $"{Engine}/Swarms", $"{Engine}/Policies", "src/PeerShare.App" })
        {
            SourceTree.In(folder).ShouldNotBeEmpty(folder);
        }
    }

    [Theory]
    [InlineData("await inbox.Next();")]
    [InlineData("private Task? writing;")]
    [InlineData("using System.Net.Sockets;")]
    [InlineData("var bytes = File.ReadAllBytes(name);")]
    [InlineData("long now = time.GetTimestamp(); TimeProvider time;")]
    [InlineData("var dice = Random.Shared;")]
    public void Acting_is_noticed(string code) =>
        new SourceFile("x.cs", code).Mentions(OutsideWorld()).ShouldNotBeEmpty();

    [Theory]
    [InlineData("// a Task would await")]
    [InlineData("/* using System.IO; */")]
    [InlineData("var text = \"await \\\"Task\\\"\";")]
    [InlineData("foreach (TorrentFile file in torrent.Files)")]
    public void Words_that_only_look_alike_are_let_be(string code) =>
        new SourceFile("x.cs", code).Mentions(OutsideWorld()).ShouldBeEmpty();

    private static IEnumerable<string> Broken(IEnumerable<SourceFile> files, Regex pattern) =>
        files.SelectMany(file => file.Mentions(pattern));

    /// <summary>Implicit usings bring in files and tasks, so their types are looked for as well as their namespaces.</summary>
    [GeneratedRegex(
        @"\bSystem\.(?:IO|Net\.Sockets|Net\.Http|Threading)\b|\b(?:async|await|Task|ValueTask|Thread|Socket|TcpClient|UdpClient)\b"
        + @"|\b(?:TimeProvider|Stopwatch|FileStream|FileInfo|DirectoryInfo|Stream)\b|\b(?:File|Directory)\.[A-Z]|\bEnvironment\.TickCount"
        + @"|\bDateTime(?:Offset)?\.(?:Utc)?Now\b|\bRandom\.Shared\b")]
    private static partial Regex OutsideWorld();

    [GeneratedRegex(@"\bSwarm\b(?!s)")]
    private static partial Regex SwarmItself();
}
