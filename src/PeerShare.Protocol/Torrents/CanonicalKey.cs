using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PeerShare.Protocol.Torrents;

/// <summary>One key for all names that some file system takes for the same: case is folded and canonically equivalent Unicode made
/// equal (as NFC and NFD spellings of é). <see cref="string.Normalize()"/> does nothing under InvariantGlobalization, so the
/// decompositions stand beside this file; the invariant case mapping leaves out only the long s. Marks
/// after one letter are sorted by code point, which finds every equivalent order.</summary>
internal static class CanonicalKey
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly Lazy<FrozenDictionary<int, Rune[]>> Decompositions = new(Load);

    public static string Of(string name) =>
        Ascii.IsValid(name) ? name.ToUpperInvariant() : Decompose(name).Replace('ſ', 's').ToLowerInvariant().ToUpperInvariant();

    /// <summary>The same for names whose case counts.</summary>
    public static string WithCase(string name) => Ascii.IsValid(name) ? name : Decompose(name);

    private static string Decompose(string name)
    {
        var text = new StringBuilder();
        var marks = new List<Rune>();
        foreach (var rune in name.EnumerateRunes().SelectMany(DecompositionOf))
        {
            if (IsMark(rune))
            {
                marks.Add(rune);
            }
            else
            {
                Flush(marks, text).Append(rune);
            }
        }

        return Flush(marks, text).ToString();
    }

    private static StringBuilder Flush(List<Rune> marks, StringBuilder text)
    {
        marks.Sort();
        text.AppendJoin("", marks);
        marks.Clear();
        return text;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static Rune[] DecompositionOf(Rune rune) => rune.Value is >= HangulFirst and <= HangulLast
        ? Syllable(rune.Value - HangulFirst)
        : Decompositions.Value.GetValueOrDefault(rune.Value) ?? [rune];

    /// <summary>Leading consonant, vowel and tail of a Hangul syllable (Unicode 3.12).</summary>
    private static Rune[] Syllable(int number)
    {
        var lead = new Rune(0x1100 + number / (Vowels * Tails));
        var vowel = new Rune(0x1161 + number / Tails % Vowels);
        return number % Tails == 0 ? [lead, vowel] : [lead, vowel, new Rune(0x11A7 + number % Tails)];
    }

    private static FrozenDictionary<int, Rune[]> Load()
    {
        using var resource = typeof(CanonicalKey).Assembly.GetManifestResourceStream("CanonicalDecompositions.txt")!;
        using var lines = new StreamReader(resource);
        return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' ').Select(hex => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToArray())
            .ToFrozenDictionary(points => points[0], points => points[1..].Select(point => new Rune(point)).ToArray());
    }
}
