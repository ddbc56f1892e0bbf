using System.Globalization;

namespace CouponSync.Input;

/// <summary>Reads an instant as people and programs write it.</summary>
internal static class Timestamp
{
    // Unix seconds of the years 1973 to 5138. Shorter numbers are mistaken dates, such as 20271231.
    private const int MinimumUnixDigits = 9;
    private const int MaximumUnixDigits = 11;

    // They are tried in this order; the first two are what nearly all files have.
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd HH:mm'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'",
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

        return DateTimeOffset.TryParseExact(
                text,
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out instant)
            && instant.Ticks % TimeSpan.TicksPerSecond == 0;
    }
}
