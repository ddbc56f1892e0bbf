using System.Text;

namespace CouponSync.Tests.Hostile;

/// <summary>Damages bytes the way disks, editors, proxies and enemies do, everything drawn from one seed.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "[[[[", "{\"a\":", "\"\"", "-1", "0", "1e400", "9223372036854775808", "-9223372036854775809", "0.5", "\\ud800", "\\u0000", "\0",
            "\n", "\r\n", "\"", ",", ":", "}", "]", "\u202E", "\uFEFF", "é", "😀", "id", "metadata", "\"object\":\"list\"", "\"deleted\":true", "\"livemode\":true",
            "\"has_more\":true", "{\"end\":", "{\"left\":", "\"$type\":\"System.Object\"", "//", "/*", "NaN", "2026-13-45T99:99:99Z", "acct_", "../..", "=1+1", "\u001b[31m",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF, 0xFE], [0x1F, 0x8B],
    ];

    /// <summary>A damaged copy: mostly in one place, sometimes in some.</summary>
    public static byte[] Of(byte[] whole, Random random)
    {
        var bytes = whole;
        for (var times = random.Next(4) == 0 ? random.Next(2, 9) : 1; times > 0; times--)
        {
            bytes = Once(bytes, random);
        }

        return bytes;
    }

    /// <summary>The same of a text.</summary>
    public static string Of(string whole, Random random) => Encoding.UTF8.GetString(Of(Encoding.UTF8.GetBytes(whole), random));

    private static byte[] Once(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        var length = Math.Min(bytes.Length - at, random.Next(3) == 0 ? random.Next(200) : random.Next(1, 9));
        var before = bytes.AsSpan(0, at);
        var within = bytes.AsSpan(at, length);
        var after = bytes.AsSpan(at + length);
        switch (random.Next(8))
        {
            case 0:
                return [.. before, .. after];
            case 1:
                return [.. before, .. within, .. within, .. after];
            case 2:
                return [.. before];
            case 3:
                return [.. before, .. Piece(random), .. bytes.AsSpan(at)];
            case 4:
                return [.. before, .. Piece(random), .. after];
            case 5:
                var other = random.Next(bytes.Length + 1);
                return [.. before, .. bytes.AsSpan(other, Math.Min(length * 4, bytes.Length - other)), .. after];
            case 6:
                return Token(bytes, random);
            default:
                var flipped = bytes.ToArray();
                if (flipped.Length > 0)
                {
                    flipped[Math.Min(at, flipped.Length - 1)] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
        }
    }

    // Puts another value in the place of what stands between a colon or a bracket and the next comma or bracket.
    private static byte[] Token(byte[] bytes, Random random)
    {
        var start = bytes.AsSpan(0, random.Next(bytes.Length + 1)).LastIndexOfAny((byte)':', (byte)'[', (byte)',') + 1;
        var end = bytes.AsSpan(start).IndexOfAny((byte)',', (byte)']', (byte)'}');
        return end < 0 ? [.. bytes.AsSpan(0, start), .. Piece(random)] : [.. bytes.AsSpan(0, start), .. Piece(random), .. bytes.AsSpan(start + end)];
    }

    private static byte[] Piece(Random random) => Pieces[random.Next(Pieces.Length)];
}
