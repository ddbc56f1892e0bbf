using System.Text;

namespace CouponSync.Emulator;

/// <summary>Percent-encoding of RFC 3986, decoded once and leniently: a stray <c>%</c> stands for itself.</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes a piece of a URL or of a form.</summary>
    /// <param name="encoded">The encoded text.</param>
    /// <param name="plusIsSpace">Whether <c>+</c> means a space, as it does in forms.</param>
    /// <param name="encoding">UTF-8, strict or lenient.</param>
    public static string Decode(ReadOnlySpan<char> encoded, bool plusIsSpace, Encoding encoding)
    {
        var bytes = new byte[encoding.GetMaxByteCount(encoded.Length)];
        var count = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var letter = encoded[i];
            if (letter == '%'
                && i + 2 < encoded.Length
                && char.IsAsciiHexDigit(encoded[i + 1])
                && char.IsAsciiHexDigit(encoded[i + 2]))
            {
                bytes[count++] = byte.Parse(encoded.Slice(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier);
                i += 2;
            }
            else if (letter == '+' && plusIsSpace)
            {
                bytes[count++] = (byte)' ';
            }
            else if (letter < 0x80)
            {
                bytes[count++] = (byte)letter;
            }
            else
            {
                var width = char.IsHighSurrogate(letter) && i + 1 < encoded.Length ? 2 : 1;
                count += encoding.GetBytes(encoded.Slice(i, width), bytes.AsSpan(count));
                i += width - 1;
            }
        }

        return encoding.GetString(bytes, 0, count);
    }
}
