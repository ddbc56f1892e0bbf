using System.Globalization;
using System.Text.Json;

namespace CouponSync.Text;

/// <summary>How this program writes what stands in many of its sentences and names.</summary>
internal static class Words
{
    /// <summary>The mode of an account: <c>live</c> or <c>test</c>.</summary>
    public static string Mode(bool livemode) => livemode ? "live" : "test";

    /// <summary>A value of an enumeration as all files spell it: <c>notAttempted</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>An instant in UTC to the second, by ISO 8601: <c>2026-11-22T02:00:00Z</c>.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A file as an argument of a command line: one whose name begins with a hyphen would be an option.</summary>
    public static string Argument(string path) => path is ['-', _, ..] ? "./" + path : path;

    /// <summary>A value that may not be there: <c>'red'</c>, or <c>absent</c>.</summary>
    public static string Value(string? value) => value is null ? "absent" : $"'{value}'";

    /// <summary>Two values of which the sentence says that they differ, each as <see cref="Value"/>; where they look the same,
    /// what differs is spelled out.</summary>
    public static (string First, string Second) Values(string? first, string? second)
    {
        if (first is not null && second is not null)
        {
            (first, second) = VisibleText.EscapePair(first, second);
        }

        return (Value(first), Value(second));
    }
}
