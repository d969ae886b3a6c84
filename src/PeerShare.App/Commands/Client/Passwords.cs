namespace PeerShare.App.Commands.Client;

/// <summary>Passwords among a command's words: asked for where <c>-</c> stands, never remembered.</summary>
internal static class Passwords
{
    private const string Ask = "-";

    /// <summary>The words with every password in place.</summary>
    /// <param name="words">As they were given.</param>
    /// <param name="ask">Asks for one: by its name in the usage; null when there is no more input.</param>
    /// <exception cref="CommandFailure">There is no more input.</exception>
    public static async Task<IReadOnlyList<string>> FillAsync(IReadOnlyList<string> words, Func<string, Task<string?>> ask)
    {
        var filled = words.Where(word => word != CommandTree.JsonName).ToList();
        foreach (var (place, word) in PlacesOf([.. filled]))
        {
            while (filled.Count <= place)
            {
                filled.Add(Ask);
            }

            if (filled[place] == Ask)
            {
                filled[place] = await ask(word.Name) ?? throw new CommandFailure($"the input ended before the {word.Name}; give it as a line of its own");
            }
        }

        return words.Contains(CommandTree.JsonName) ? [.. filled, CommandTree.JsonName] : filled;
    }

    /// <summary>The words with <c>-</c> in place of every password.</summary>
    public static IReadOnlyList<string> Hide(IReadOnlyList<string> words)
    {
        var places = PlacesOf(words).Select(place => place.Index).ToHashSet();
        return [.. words.Select((word, place) => places.Contains(place) ? Ask : word)];
    }

    /// <summary>Does a password stand there in letters?</summary>
    public static bool AreLiteral(IReadOnlyList<string> words) => PlacesOf(words).Any(place => place.Index < words.Count && words[place.Index] != Ask);

    /// <summary>Where passwords stand, or would stand: a command that was given none of its optional ones asks for all.</summary>
    private static IEnumerable<(int Index, CommandWord Word)> PlacesOf(IReadOnlyList<string> words)
    {
        var command = CommandTable.All.FirstOrDefault(command => words.Count > 0 && command.Name == words[0]);
        return (command?.Words ?? [])
            .Select((word, number) => (Index: number + 1, Word: word))
            .Where(place => place.Word.Kind == WordKind.Password && (place.Index < words.Count || (place.Word.IsOptional && words.Count == 1)));
    }
}
