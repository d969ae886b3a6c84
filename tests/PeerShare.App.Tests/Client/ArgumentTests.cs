using PeerShare.App.Commands;
using PeerShare.App.Commands.Client;

namespace PeerShare.App.Tests.Client;

/// <summary>Every command with arguments that nobody should give: one line that says what is wrong.</summary>
public sealed class ArgumentTests : ClientStage
{
    private const int LongestLine = 1_000;

    [Fact]
    public async Task A_word_too_few_or_too_many_shows_how_it_is_written()
    {
        await using var alice = await StartAsAsync("alice");

        foreach (var command in CommandTable.All)
        {
            for (var given = 0; given < command.LeastWords; given++)
            {
                var missing = string.Join(" and ", command.Words.Skip(given).Select(word => word.Usage));
                (await alice.TryAsync([command.Name, .. Enumerable.Repeat("x", given)])).ShouldBe((ExitCode.WrongUsage, $"error: {missing} missing; write: {command.Usage}"));
            }

            (await alice.TryAsync([command.Name, .. Enumerable.Repeat("x", command.Words.Count + 1)]))
                .ShouldBe((ExitCode.WrongUsage, $"error: a word too many, quote names with spaces; write: {command.Usage}"));
        }
    }

    [Fact]
    public async Task An_empty_word_a_control_character_and_ten_thousand_letters_are_refused_wherever_they_stand()
    {
        await using var alice = await StartAsAsync("alice");

        foreach (var command in CommandTable.All)
        {
            foreach (var (place, word) in command.Words.Index())
            {
                await RefusedAsync("", "is empty");
                await RefusedAsync(new string('a', 10_000), $"is longer than {word.Longest} characters");
                foreach (var control in "\0\a\b\n\r\u001b\u007f\u0085")
                {
                    await RefusedAsync($"a{control}b", "has a control character in it");
                }

                async Task RefusedAsync(string bad, string fault) =>
                    (await alice.TryAsync([command.Name, .. command.Words.Select((_, number) => number == place ? bad : "x")]))
                        .ShouldBe((ExitCode.WrongUsage, $"error: {word.Usage} {fault}; write: {command.Usage}"));
            }
        }
    }

    [Theory]
    [InlineData("Ä日本🎬")]
    [InlineData("a b")]
    [InlineData("--x")]
    [InlineData("-")]
    [InlineData("..")]
    [InlineData("../../etc/passwd")]
    [InlineData("con")]
    [InlineData("a~b")]
    [InlineData("'\"\\")]
    [InlineData("ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé")]
    public async Task Words_of_any_letters_are_taken_as_they_are_or_refused_in_one_line(string odd)
    {
        await using var alice = await StartAsAsync("alice");

        foreach (var command in CommandTable.All.Where(command => command.Words.Count > 0))
        {
            var (_, told) = await alice.TryAsync([command.Name, .. command.Words.Select(_ => odd)]);

            told.ShouldNotContain("defect");
            told.ShouldNotContain("\n", Case.Sensitive, command.Name);
            told.Length.ShouldBeLessThan(LongestLine);
        }
    }

    [Fact]
    public async Task A_command_that_is_none_is_named_but_not_repeated_without_end()
    {
        await using var alice = await StartAsAsync("alice");

        (await alice.TryAsync(["Ä日本"])).ShouldBe((ExitCode.WrongUsage, "error: there is no command 'Ä日本'; help lists them"));
        (await alice.TryAsync([new string('a', 10_000)])).Said.Length.ShouldBeLessThan(LongestLine);
        (await alice.TryAsync(["a\u001b[31m\nb"])).Said.ShouldBe("error: there is no command 'a[31m b'; help lists them");
    }
}
