using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;

namespace CouponSync.Input;

/// <summary>Finds text that was UTF-8, was read in an older encoding and saved as UTF-8 again: <c>CafÃ©</c> for <c>Café</c>.</summary>
internal static class DoubleEncoding
{
    // The encodings in which UTF-8 is read by mistake, and whether a single letter in one of them tells: in Russian text, two
    // characters that happen to be UTF-8 do not.
    private static readonly (FrozenDictionary<char, byte> Bytes, bool IsTelling)[] Encodings =
        [(Bytes(1252), true), (Bytes(10000), true), (Bytes(437), true), (Bytes(850), true), (Bytes(1251), false)];

    /// <summary>What a text was most likely meant to be; null when nothing speaks for a mistake.</summary>
    public static string? Repair(string text)
    {
        foreach (var (bytes, isTelling) in Encodings)
        {
            if (Repair(text, bytes, isTelling) is { } repaired)
            {
                return repaired;
            }
        }

        return null;
    }

    private static string? Repair(string text, FrozenDictionary<char, byte> encoding, bool isTelling)
    {
        var result = new StringBuilder(text.Length);
        var (letters, isCertain, isWhole) = (0, false, true);
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            for (; end < text.Length && !char.IsAscii(text[end]); end++)
            {
            }

            if (end == i)
            {
                result.Append(text[i++]);
                continue;
            }

            var run = text[i..end];
            i = end;
            var bytes = new byte[run.Length];
            var isRead = true;
            for (var n = 0; n < run.Length; n++)
            {
                isRead &= encoding.TryGetValue(run[n], out bytes[n]);
            }

            if (!isRead || !Utf8.IsValid(bytes))
            {
                isWhole = false;
                result.Append(run);
                continue;
            }

            var meant = Encoding.UTF8.GetString(bytes);
            letters += meant.EnumerateRunes().Count();
            isCertain |= isTelling && IsTelling(bytes);
            result.Append(meant);
        }

        return isCertain || (isWhole && letters >= 2) ? result.ToString() : null;
    }

    // The first bytes of Latin letters, of quotes and currencies, and of emoji: what they look like stands in no word.
    private static bool IsTelling(byte[] bytes) => bytes.AsSpan().ContainsAny<byte>(0xC2, 0xC3)
        || bytes.AsSpan().ContainsAny<byte>(0xE2, 0xEF, 0xF0);

    private static FrozenDictionary<char, byte> Bytes(int codePage)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage)!;
        return Enumerable.Range(0x80, 0x80).DistinctBy(b => Character((byte)b)).ToFrozenDictionary(b => Character((byte)b), static b => (byte)b);

        char Character(byte b) => encoding.GetString([b])[0];
    }
}
