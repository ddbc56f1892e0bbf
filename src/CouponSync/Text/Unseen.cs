using System.Globalization;
using System.Text;

namespace CouponSync.Text;

/// <summary>Characters that nobody sees, or that look like a space and are none.</summary>
internal static class Unseen
{
    // Stands where a picture was in a text that was copied; most fonts draw nothing for it.
    private const int ObjectReplacement = 0xFFFC;

    /// <summary>Whether a text has characters, and none that anybody sees: white space and what takes no room.</summary>
    public static bool IsBlank(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] is > ' ' and <= '~')
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsBlank(rune))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a character is white space, or takes no room. NUL is neither: it is what a full disk puts in the place of text.</summary>
    public static bool IsBlank(Rune rune) =>
        Rune.IsWhiteSpace(rune) || (Rune.IsControl(rune) && rune.Value != 0) || IsWithoutRoom(rune) || IsBlankSign(rune);

    /// <summary>Whether a character is a space of another kind than the one of the keyboard, such as the no-break space.
    /// The wide one of Japanese and Chinese text is that of their keyboards.</summary>
    public static bool IsOddSpace(Rune rune) =>
        rune.Value is not (' ' or 0x3000) && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    /// <summary>Whether nobody sees a character where it stands. So it is with joiners and variation selectors, unless they shape the
    /// character before them, as in emoji and several scripts; and with an accent that stands on no letter, which what comes
    /// before the text takes over.</summary>
    /// <param name="rune">The character.</param>
    /// <param name="before">What stands before it; none for the beginning.</param>
    public static bool IsInvisible(Rune rune, Rune before) => rune.Value switch
    {
        0x200C or 0x200D => !IsShapedByJoiners(before.Value),
        >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF => before.Value is <= 0x20 or (>= 'A' and < 0xA9),
        ObjectReplacement => true,
        _ => IsWithoutRoom(rune) || IsBlankSign(rune) || (before.Value < ' ' && IsMark(rune)),
    };

    // Format characters, but for the few that have a shape of their own, and what else Unicode says to ignore in display:
    // https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt (Default_Ignorable_Code_Point).
    private static bool IsWithoutRoom(Rune rune) => rune.Value switch
    {
        < 0xA0 => false,
        0x034F or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF) => true,
        (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD => false,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format,
    };

    // Letters and signs without ink: Hangul fillers, the Braille pattern without dots, the note without a head.
    private static bool IsBlankSign(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x1D159;

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // From Hebrew to Mongolian, symbols and emoji; Latin, Greek, Cyrillic and East Asian characters do not change.
    private static bool IsShapedByJoiners(int before) =>
        before is (>= 0x0590 and <= 0x1CFF) or (>= 0x2190 and <= 0x2BFF) or 0xFE0F or (>= 0x10A00 and <= 0x11FFF) or (>= 0x1F000 and <= 0x1FAFF);
}
