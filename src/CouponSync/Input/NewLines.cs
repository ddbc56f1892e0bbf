namespace CouponSync.Input;

/// <summary>Counts line ends in UTF-8: LF, CR, and CR LF as one.</summary>
internal static class NewLines
{
    /// <summary>The number of line ends in a piece of text.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="afterCarriageReturn">Whether the character before it was a CR, counted already.</param>
    public static int Count(ReadOnlySpan<byte> text, bool afterCarriageReturn = false)
    {
        var count = text.Count((byte)'\n');
        if (afterCarriageReturn && text is [(byte)'\n', ..])
        {
            count--;
        }

        // Files without any CR are the common case, and a vectorised search is the fastest way to know.
        var returns = text.Count((byte)'\r');
        return returns == 0 ? count : count + returns - text.Count("\r\n"u8);
    }
}
