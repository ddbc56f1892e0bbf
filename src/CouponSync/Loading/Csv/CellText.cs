using System.Text;

namespace CouponSync.Loading.Csv;

/// <summary>Looks at the text of cells.</summary>
internal static class CellText
{
    private const int ShownLength = 60;

    /// <summary>Whether UTF-8 text is empty or white space throughout.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] is > 0x20 and < 0x7F)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (!Rune.IsWhiteSpace(rune))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>Whether UTF-8 text begins or ends with white space.</summary>
    public static bool HasOuterWhiteSpace(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        // Nearly every cell begins and ends with visible ASCII.
        if (text[0] is > 0x20 and < 0x7F && text[^1] is > 0x20 and < 0x7F)
        {
            return false;
        }

        Rune.DecodeFromUtf8(text, out var first, out _);
        Rune.DecodeLastFromUtf8(text, out var last, out _);
        return Rune.IsWhiteSpace(first) || Rune.IsWhiteSpace(last);
    }

    /// <summary>How many Unicode code points valid UTF-8 has.</summary>
    public static int CodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    /// <summary>The text as a message shows it: its beginning, when it is long.</summary>
    public static string Shorten(ReadOnlySpan<char> text)
    {
        if (text.Length <= ShownLength)
        {
            return text.ToString();
        }

        var end = char.IsHighSurrogate(text[ShownLength - 1]) ? ShownLength - 1 : ShownLength;
        return string.Concat(text[..end], "…");
    }
}
