namespace CouponSync.Emulator;

/// <summary>How long a text is, by either way of counting.</summary>
internal static class TextLength
{
    /// <summary>The number of Unicode code points; an unpaired surrogate counts as one.</summary>
    public static int CodePoints(string text) => text.EnumerateRunes().Count();

    /// <summary>The length in the given unit.</summary>
    public static int In(MetadataLengthUnit unit, string text) =>
        unit == MetadataLengthUnit.Utf16 ? text.Length : CodePoints(text);
}
