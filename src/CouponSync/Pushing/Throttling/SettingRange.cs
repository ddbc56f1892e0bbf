using System.Globalization;
using CouponSync.Cli.Settings;
using CouponSync.Coupons;

namespace CouponSync.Pushing.Throttling;

/// <summary>Refuses settings outside their range with a sentence that names setting, value and range.</summary>
internal static class SettingRange
{
    /// <summary>Checks a number; <see cref="double.NaN"/> and the infinities are in no range.</summary>
    /// <param name="setting">The full name, such as <c>Throttle:Share</c>.</param>
    /// <param name="value">The value found.</param>
    /// <param name="least">The least value allowed.</param>
    /// <param name="most">The greatest value allowed.</param>
    /// <returns>Nothing, or one problem.</returns>
    public static IEnumerable<Problem> Check(string setting, double value, double least, double most) =>
        value >= least && value <= most
            ? []
            : [Refusal(setting, value.ToString(CultureInfo.InvariantCulture), Text(least), Text(most))];

    /// <summary>Checks a duration, as <see cref="Check(string, double, double, double)"/> does a number.</summary>
    public static IEnumerable<Problem> Check(string setting, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most
            ? []
            : [Refusal(setting, Duration.Format(value), Duration.Format(least), Duration.Format(most))];

    private static Problem Refusal(string setting, string value, string least, string most) =>
        new("invalid_setting", $"{setting} is {value}; it must be between {least} and {most}.");

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
