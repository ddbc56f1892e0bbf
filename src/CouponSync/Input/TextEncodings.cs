using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>The encodings a CSV may have.</summary>
internal enum TextEncoding
{
    /// <summary>UTF-8, with or without a byte order mark.</summary>
    Utf8,

    /// <summary>UTF-16 with the mark FF FE.</summary>
    Utf16LittleEndian,

    /// <summary>UTF-16 with the mark FE FF.</summary>
    Utf16BigEndian,
}

/// <summary>Finds the encoding of a text, and words for those that are not understood.</summary>
internal static class TextEncodings
{
    private const int SampleSize = 512;

    /// <summary>Refuses what has room for a file and nothing in it: a full disk leaves such files behind.</summary>
    /// <param name="start">The first bytes of the text.</param>
    /// <param name="name">The input's name, for messages.</param>
    /// <exception cref="InvalidInputException">There are NUL bytes, and no others.</exception>
    public static void RefuseNulBytes(ReadOnlySpan<byte> start, string name)
    {
        if (!start.IsEmpty && !start.ContainsAnyExcept((byte)0))
        {
            throw new InvalidInputException(new Problem(
                "nul_bytes", $"{name} is filled with NUL bytes; a full disk has probably cut it off. Create it again.")
            { Line = 1 });
        }
    }

    /// <summary>Finds the encoding from the first bytes.</summary>
    /// <param name="start">The first bytes of the text.</param>
    /// <param name="name">The input's name, for messages.</param>
    /// <param name="complete">Whether reading them went well; if not, nothing is concluded from their absence.</param>
    /// <returns>The encoding, and the length of the byte order mark.</returns>
    /// <exception cref="InvalidInputException">The encoding is none that is understood.</exception>
    public static (TextEncoding Encoding, int MarkLength) Detect(ReadOnlySpan<byte> start, string name, bool complete)
    {
        if (start.IsEmpty && complete)
        {
            throw new InvalidInputException(new Problem(
                "empty_file", $"{name} is empty. It needs a header row and at least one data row."));
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return (TextEncoding.Utf8, 3);
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
        {
            throw new InvalidInputException(new Problem(
                "wrong_encoding", $"{name} is encoded as UTF-32. Save it as UTF-8.")
            { Line = 1 });
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return (TextEncoding.Utf16LittleEndian, 2);
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return (TextEncoding.Utf16BigEndian, 2);
        }

        return LooksLikeUtf16(start[..Math.Min(start.Length, SampleSize)])
            ? throw new InvalidInputException(new Problem(
                "wrong_encoding",
                $"{name} looks like UTF-16 without a byte order mark: every other byte is NUL. Save it as UTF-8.")
            { Line = 1 })
            : (TextEncoding.Utf8, 0);
    }

    /// <summary>The failure for bytes that are not UTF-8.</summary>
    public static InvalidInputException InvalidUtf8(string name, byte value, long offset, long line) =>
        new(new Problem(
            "wrong_encoding",
            $"The byte 0x{value:X2} at offset {offset} of {name} is not valid UTF-8. Was the file saved as "
            + "Windows-1252 (\"ANSI\")? Save it as UTF-8.")
        { Line = line });

    /// <summary>The failure for bytes that are not UTF-16.</summary>
    public static InvalidInputException InvalidUtf16(string name, long offset, long line) =>
        new(new Problem(
            "wrong_encoding",
            $"The bytes at offset {offset} of {name} are half of a UTF-16 character. Create or transfer the file again, "
            + "or save it as UTF-8.")
        { Line = line });

    /// <summary>The failure for gzip data that cannot be decompressed.</summary>
    public static InvalidInputException CorruptGzip(string name, long line, Exception cause) =>
        new(
            new Problem(
                "corrupt_gzip",
                $"{name} is damaged: its gzip data is corrupt or cut off. Create or transfer the file again.")
            { Line = line },
            cause);

    private static bool LooksLikeUtf16(ReadOnlySpan<byte> sample)
    {
        // The header is mostly ASCII, so that in UTF-16 nearly every other byte is NUL, and on one side only.
        Span<int> nuls = [0, 0];
        for (var i = 0; i < sample.Length; i++)
        {
            nuls[i & 1] += sample[i] == 0 ? 1 : 0;
        }

        var pairs = sample.Length / 2;
        return pairs >= 2
            && Math.Max(nuls[0], nuls[1]) > pairs * 0.6
            && Math.Min(nuls[0], nuls[1]) < pairs * 0.1 + 1;
    }
}
