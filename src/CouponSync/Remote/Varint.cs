namespace CouponSync.Remote;

/// <summary>Integers of variable length: seven bits a byte, the lowest first, the high bit when more follow.</summary>
internal static class Varint
{
    /// <summary>The most bytes one takes.</summary>
    public const int MaxLength = 10;

    /// <summary>Writes a number.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        if (value < 0x80)
        {
            target[0] = (byte)value;
            return 1;
        }

        var length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads a number from bytes that may be damaged.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="value">The number.</param>
    /// <param name="length">How many bytes it took.</param>
    /// <returns>False when the bytes end before the number does, or it is too long for one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out ulong value, out int length)
    {
        value = 0;
        for (length = 0; length < source.Length && length < MaxLength;)
        {
            var next = source[length];
            value |= (ulong)(next & 0x7F) << (7 * length++);
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
