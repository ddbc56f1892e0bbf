using System.Globalization;

namespace CouponSync.Loading.Csv;

/// <summary>Reads an instant as people and programs write it.</summary>
internal static class Timestamp
{
    // Unix seconds of the years 1973 to 5138. Shorter numbers are mistaken dates, such as 20271231.
    private const int MinimumUnixDigits = 9;
    private const int MaximumUnixDigits = 11;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd HH:mm'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'",
    ];

    /// <summary>
    /// Reads ISO 8601 (a date, or a date and a time; UTC where no offset is given) or Unix seconds.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="instant">The instant, in UTC and whole seconds.</param>
    /// <returns>Whether the text is one of these; fractions of a second are not.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length is >= MinimumUnixDigits and <= MaximumUnixDigits
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        if (TryCommon(text, out instant))
        {
            return true;
        }

        return DateTimeOffset.TryParseExact(
                text,
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out instant)
            && instant.Ticks % TimeSpan.TicksPerSecond == 0;
    }

    /// <summary>
    /// Reads <c>2027-12-31</c> and <c>2027-12-31T23:59:59Z</c>, many times faster than trying all formats does.
    /// </summary>
    private static bool TryCommon(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        int hour = 0, minute = 0, second = 0;
        if (text.Length is not (10 or 20)
            || text[4] != '-'
            || text[7] != '-'
            || !TryDigits(text[..4], out var year)
            || !TryDigits(text[5..7], out var month)
            || !TryDigits(text[8..10], out var day)
            || (text.Length == 20 && !(TryDigits(text[11..13], out hour) && TryDigits(text[14..16], out minute)
                && TryDigits(text[17..19], out second) && text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == 'Z')))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        instant = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return true;
    }
}
