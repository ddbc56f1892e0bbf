namespace CouponSync.Emulator;

/// <summary>How long a text is, by either way of counting.</summary>
internal static class TextLength
{
    /// <summary>The number of Unicode code points; an unpaired surrogate counts as one.</summary>
    public static int CodePoints(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                count--;
                i++;
            }
        }

        return count;
    }

    /// <summary>The length in the given unit.</summary>
    public static int In(MetadataLengthUnit unit, string text) =>
        unit == MetadataLengthUnit.Utf16 ? text.Length : CodePoints(text);
}
