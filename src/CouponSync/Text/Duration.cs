using System.Globalization;
using System.Text.RegularExpressions;

namespace CouponSync.Text;

/// <summary>Durations as people write them.</summary>
internal static partial class Duration
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Writes a duration in the largest unit that needs no fraction, such as <c>90s</c>, <c>10m</c> or <c>1d</c>;
    /// <see cref="TryParse"/> reads it again.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var (unit, size) = seconds == 0
            ? ("s", 1)
            : Units.LastOrDefault(u => duration.Ticks % (long)Math.Round(u.Seconds * TimeSpan.TicksPerSecond) == 0, Units[seconds < 1 ? 0 : 1]);
        return (seconds / size).ToString("0.####", CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>Reads <c>200ms</c>, <c>30s</c>, <c>45m</c>, <c>1h30m</c>, <c>7d</c>, or <c>00:00:30</c>; never negative.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        }

        var parts = Parts().Match(text);
        var seconds = Units.Sum(u => parts.Groups[u.Unit] is { Success: true } number
            ? double.Parse(number.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * u.Seconds
            : 0);
        if (!parts.Success || seconds > TimeSpan.MaxValue.TotalSeconds / 2)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    // The largest unit first, each at most once, and at least one.
    [GeneratedRegex(@"^(?=.)((?<d>[0-9]*\.?[0-9]+) ?d ?)?((?<h>[0-9]*\.?[0-9]+) ?h ?)?((?<m>[0-9]*\.?[0-9]+) ?m(?!s) ?)?((?<s>[0-9]*\.?[0-9]+) ?s ?)?((?<ms>[0-9]*\.?[0-9]+) ?ms)?$")]
    private static partial Regex Parts();
}
