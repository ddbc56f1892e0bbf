using System.Globalization;

namespace CouponSync.Text;

/// <summary>Numbers as people read them, the same in every report and every culture.</summary>
internal static class Figures
{
    /// <summary>A count with thousands separators: <c>40,000</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count and its noun, in the plural unless it is one: <c>1 coupon</c>, <c>40,000 coupons</c>.</summary>
    public static string Count(long value, string singular, string? plural = null) =>
        $"{Count(value)} {(value == 1 ? singular : plural ?? singular + "s")}";

    /// <summary>The verb for a count: <c>is</c> or <c>are</c>.</summary>
    public static string Are(long value) => value == 1 ? "is" : "are";

    /// <summary>
    /// A duration in its two largest units: <c>0.4 s</c>, <c>12 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>,
    /// <c>1 d 3 h</c>. Negative ones (a clock set back) count as zero.
    /// </summary>
    public static string Duration(TimeSpan value)
    {
        if (value < TimeSpan.FromSeconds(9.95))
        {
            var seconds = Math.Max(0, value.TotalSeconds);
            return seconds.ToString(seconds < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " s";
        }

        var whole = TimeSpan.FromSeconds(Math.Round(value.TotalSeconds, MidpointRounding.AwayFromZero));
        return whole switch
        {
            { TotalMinutes: < 1 } => $"{whole.Seconds} s",
            { TotalHours: < 1 } => TwoUnits(whole.Minutes, "min", whole.Seconds, "s"),
            { TotalDays: < 1 } => TwoUnits(whole.Hours, "h", whole.Minutes, "min"),
            _ => TwoUnits((long)whole.TotalDays, "d", whole.Hours, "h"),
        };
    }

    /// <summary>A rate per second: one decimal below ten, none from there on.</summary>
    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond < 9.95 ? "0.0" : "N0", CultureInfo.InvariantCulture) + "/s";

    /// <summary>The parts joined as a sentence does: <c>a, b and c</c>.</summary>
    public static string Enumerate(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => string.Empty,
        1 => parts[0],
        _ => string.Join(", ", parts.Take(parts.Count - 1)) + " and " + parts[^1],
    };

    private static string TwoUnits(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{Count(large)} {largeUnit}" : $"{Count(large)} {largeUnit} {small} {smallUnit}";
}
