using System.Globalization;

namespace PeerShare.App.Repl;

/// <summary>A line and the cursor in it, and what the keys do to them. Moves over whole characters as people see them.</summary>
internal sealed class LineBuffer
{
    public string Text { get; private set; } = "";

    /// <summary>An index into <see cref="Text"/>.</summary>
    public int Cursor { get; private set; }

    public void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    public void Insert(string added) => ReplaceBefore(Cursor, added);

    /// <summary>Puts a text in place of what stands between there and the cursor.</summary>
    public void ReplaceBefore(int from, string replacement)
    {
        Text = Text[..from] + replacement + Text[Cursor..];
        Cursor = from + replacement.Length;
    }

    /// <returns>False for a key that means nothing here.</returns>
    public bool Press(ConsoleKeyInfo key)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                Cursor = control ? WordBefore() : Before();
                return true;
            case ConsoleKey.RightArrow:
                Cursor = control ? WordAfter() : After();
                return true;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                Cursor = 0;
                return true;
            case ConsoleKey.End:
            case ConsoleKey.E when control:
                Cursor = Text.Length;
                return true;
            default:
                return Change(key, control);
        }
    }

    private bool Change(ConsoleKeyInfo key, bool control)
    {
        switch (key.Key)
        {
            case ConsoleKey.Backspace:
                ReplaceBefore(Before(), "");
                return true;
            case ConsoleKey.Delete:
            case ConsoleKey.D when control:
                Text = Text[..Cursor] + Text[After()..];
                return true;
            case ConsoleKey.W when control:
                ReplaceBefore(WordBefore(), "");
                return true;
            case ConsoleKey.U when control:
                ReplaceBefore(0, "");
                return true;
            case ConsoleKey.K when control:
                Text = Text[..Cursor];
                return true;
            default:
                var isText = !char.IsControl(key.KeyChar);
                Insert(isText ? key.KeyChar.ToString() : "");
                return isText;
        }
    }

    private int Before() => StringInfo.ParseCombiningCharacters(Text).LastOrDefault(start => start < Cursor);

    private int After() => Cursor + (Cursor < Text.Length ? StringInfo.GetNextTextElementLength(Text, Cursor) : 0);

    private int WordBefore()
    {
        var at = Cursor;
        while (at > 0 && char.IsWhiteSpace(Text[at - 1]))
        {
            at--;
        }

        while (at > 0 && !char.IsWhiteSpace(Text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private int WordAfter()
    {
        var at = Cursor;
        while (at < Text.Length && char.IsWhiteSpace(Text[at]))
        {
            at++;
        }

        while (at < Text.Length && !char.IsWhiteSpace(Text[at]))
        {
            at++;
        }

        return at;
    }
}
