using System.Text;
using CouponSync.Text;

namespace CouponSync.Input;

/// <summary>Looks at the text of cells.</summary>
internal static class CellText
{
    private const int ShownLength = 60;
    private const int ShownNameLength = 100;

    /// <summary>Whether UTF-8 text is empty, or nothing of it can be seen.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] is > 0x20 and < 0x7F)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (!Unseen.IsBlank(rune))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>Whether text begins or ends with white space.</summary>
    public static bool HasOuterWhiteSpace(string text) =>
        text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]));

    /// <summary>The text as a message shows it: its beginning, when it is long.</summary>
    public static string Shorten(ReadOnlySpan<char> text) => Shorten(text, ShownLength);

    /// <summary>
    /// A column's name as a message shows it: whole, unless it is so long that the file is probably no CSV at all.
    /// </summary>
    public static string ShortenName(ReadOnlySpan<char> name) => Shorten(name, ShownNameLength);

    private static string Shorten(ReadOnlySpan<char> text, int most)
    {
        if (text.Length <= most)
        {
            return text.ToString();
        }

        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return string.Concat(text[..end], "…");
    }
}
