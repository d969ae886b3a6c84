using System.Text.RegularExpressions;

namespace PeerShare.Engine.Tests.Architecture;

/// <summary>What CONTRIBUTING.md asks of every file of <c>src</c>, where a machine can see it.</summary>
public sealed partial class HouseRuleTests
{
    private const int MostLines = 300;

    [Fact]
    public void A_file_holds_one_idea() =>
        SourceTree.Files.Where(file => file.LineCount > MostLines).Select(file => $"{file.Path}: {file.LineCount} lines").ShouldBeEmpty();

    [Fact]
    public void Nobody_blocks_a_thread() => Mentions(Blocking()).ShouldBeEmpty();

    [Fact]
    public void Warnings_are_mended_and_nothing_is_put_off() =>
        SourceTree.Files.SelectMany(file => file.Contains(PutOff())).ShouldBeEmpty();

    [Fact]
    public void A_type_is_named_after_what_it_is() => Mentions(EmptyName()).ShouldBeEmpty();

    [Fact]
    public void Nothing_static_changes() => Mentions(StaticState()).ShouldBeEmpty();

    [Theory]
    [InlineData("Thread.Sleep(5);")]
    [InlineData("var answer = asking.Result;")]
    [InlineData("writing.Wait();")]
    [InlineData("writing.GetAwaiter().GetResult();")]
    public void Blocking_is_noticed(string code) => new SourceFile("x.cs", code).Mentions(Blocking()).ShouldNotBeEmpty();

    [Theory]
    [InlineData("internal sealed class PeerManager(int peers)")]
    [InlineData("public static class PathUtils")]
    [InlineData("internal sealed record TorrentInfo(string Name);")]
    public void An_empty_name_is_noticed(string code) => new SourceFile("x.cs", code).Mentions(EmptyName()).ShouldNotBeEmpty();

    [Theory]
    [InlineData("    private static int count;")]
    [InlineData("    private static List<int>? all = new();")]
    [InlineData("    public static int Count { get; set; }")]
    [InlineData("    [ThreadStatic]\n    private static byte[]? scratch;")]
    public void Static_state_is_noticed(string code) => new SourceFile("x.cs", code).Mentions(StaticState()).ShouldNotBeEmpty();

    [Theory]
    [InlineData("    private static readonly byte[] Name = [1];")]
    [InlineData("    public static int Twice(int number) => 2 * number;")]
    [InlineData("    public static Bytes20 Zero => default;")]
    [InlineData("    public static Bytes20 None { get; } = new();")]
    [InlineData("    private static partial Regex Rule();")]
    [InlineData("    public static bool operator ==(Bytes20 left, Bytes20 right) => true;")]
    public void Static_things_that_stay_are_let_be(string code) => new SourceFile("x.cs", code).Mentions(StaticState()).ShouldBeEmpty();

    private static IEnumerable<string> Mentions(Regex pattern) => SourceTree.Files.SelectMany(file => file.Mentions(pattern));

    [GeneratedRegex(@"\bThread\.Sleep\b|\.Result\b(?!\s*[({=])|\.Wait\(\)|\.GetAwaiter\(\)\.GetResult\(\)")]
    private static partial Regex Blocking();

    [GeneratedRegex(@"#pragma warning disable|\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex PutOff();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+\w*(?:Manager|Helper|Util|Service|Info)s?\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(
        @"^[ \t]*(?:(?:public|private|protected|internal|volatile)\s+)*static\s+(?!readonly\b)[\w<>\[\],?.]+(?:\s*<[^>\n]*>)?\s+\w+\s*(?:;|=(?![>=])|\{[^}\n]*\bset\b)",
        RegexOptions.Multiline)]
    private static partial Regex StaticState();
}
