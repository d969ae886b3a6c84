using PeerShare.App.Commands.Client;
using PeerShare.App.Repl;

namespace PeerShare.App.Tests.Repl;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   \t ", "")]
    [InlineData("list_files g1", "list_files|g1")]
    [InlineData("  a   b\tc ", "a|b|c")]
    [InlineData("a \"b c\" d", "a|b c|d")]
    [InlineData("a 'b \"c\"' d", "a|b \"c\"|d")]
    [InlineData("a \"\" ''", "a||")]
    [InlineData("pre\"fix and\"post", "prefix andpost")]
    [InlineData("\"say \\\"hi\\\" \\\\ there\"", "say \"hi\" \\ there")]
    [InlineData("C:\\films\\one", "C:\\films\\one")]
    [InlineData("my\\ film \\\"x\\\"", "my film|\"x\"")]
    [InlineData("it\\'s", "it's")]
    [InlineData("größe 日本 🎬", "größe|日本|🎬")]
    public void A_line_is_cut_into_words(string line, string words) => string.Join('|', CommandLine.Split(line)).ShouldBe(words);

    [Theory]
    [InlineData("a \"b")]
    [InlineData("a 'b")]
    [InlineData("\"a\\\"")]
    public void An_open_quote_is_wrong(string line) => Should.Throw<UsageFailure>(() => CommandLine.Split(line)).Message.ShouldEndWith("is not closed");

    [Fact]
    public void A_very_long_word_stays_whole() => CommandLine.Split(new string('x', 10_000) + " y")[0].Length.ShouldBe(10_000);

    [Theory]
    [InlineData("plain")]
    [InlineData("two words")]
    [InlineData("a\"b'c\\d e")]
    [InlineData("")]
    [InlineData("日本 映画")]
    public void A_quoted_word_is_read_back(string word) => CommandLine.Split(CommandLine.Quote(word)).ShouldBe([word]);
}
