using System.Text.RegularExpressions;

namespace PeerShare.Engine.Tests.Architecture;

/// <summary>What the documents promise names the test that holds it.</summary>
public sealed partial class PromiseTests
{
    private static readonly Lazy<string> tests = new(() => string.Concat(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)));

    [Theory]
    [InlineData("docs/security.md", 70)]
    [InlineData("docs/known-faults.md", 40)]
    public void Every_test_that_a_document_names_is_there(string document, int least)
    {
        var names = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))).Select(match => match.Groups["name"].Value).Distinct().ToList();

        names.Count.ShouldBeGreaterThanOrEqualTo(least, "the expression above finds fewer than the document has");
        names.Where(name => !IsThere(name)).ShouldBeEmpty();
    }

    [Fact]
    public void One_that_is_not_there_would_be_noticed() => IsThere("Nobody_wrote_this" + "_test").ShouldBeFalse();

    /// <summary>A method, or a class without one; an ellipsis stands for the rest of a name.</summary>
    private static bool IsThere(string name) => Regex.IsMatch(tests.Value, $@"\b(class|void|Task) {name.TrimEnd('…')}{(name.EndsWith('…') ? "" : @"\b")}");

    [GeneratedRegex(@"`(…|(\w+\.)*)(?<name>[A-Z]\w+(Tests|_\w+…?))`")]
    private static partial Regex TestName();
}
