using System.Text.RegularExpressions;

namespace CouponSync.Emulator;

/// <summary>Patterns in which <c>*</c> stands for any characters, also none and also slashes.</summary>
internal static class Glob
{
    /// <summary>Whether a text fits a pattern, compared ordinally.</summary>
    public static bool IsMatch(string pattern, string text) => Regex.IsMatch(
        text,
        $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z",
        RegexOptions.Singleline | RegexOptions.CultureInvariant);
}
