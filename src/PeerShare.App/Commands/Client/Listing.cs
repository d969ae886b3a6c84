using System.Text.Json;

namespace PeerShare.App.Commands.Client;

/// <summary>One entry of a list.</summary>
/// <param name="Fields">For people; the first is what the list is sorted by.</param>
/// <param name="Json">For programs.</param>
internal sealed record ListEntry(IReadOnlyList<string> Fields, Action<Utf8JsonWriter> Json);

/// <summary>Lists: sorted, columns on a terminal, TAB-separated fields elsewhere, nothing when empty.</summary>
internal static class Listing
{
    /// <param name="context">Where it goes.</param>
    /// <param name="noun">Name of the event for each entry with <c>--json</c>.</param>
    /// <param name="entries">In any order.</param>
    public static void Write(CommandContext context, string noun, IEnumerable<ListEntry> entries)
    {
        var sorted = entries.OrderBy(entry => entry.Fields[0], StringComparer.Ordinal).ToList();
        var widths = context.IsTerminal && sorted.Count > 0 ? WidthsOf(sorted) : null;
        foreach (var entry in sorted)
        {
            context.Out.WriteLine(widths is null
                ? string.Join('\t', entry.Fields.Select(OneLine.Of))
                : string.Join("  ", entry.Fields.Select((field, column) => OneLine.Of(field).PadRight(widths[column]))).TrimEnd());
            context.Json.Emit(noun, entry.Json);
        }

        context.Json.SetResult(writer => writer.WriteNumber("count", sorted.Count));
    }

    public static ListEntry Word(string name, string value) => new([value], writer => writer.WriteString(name, value));

    private static int[] WidthsOf(List<ListEntry> entries) =>
        [.. Enumerable.Range(0, entries[0].Fields.Count).Select(column => entries.Max(entry => entry.Fields[column].Length))];
}
