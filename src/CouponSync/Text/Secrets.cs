using System.Text.RegularExpressions;

namespace CouponSync.Text;

/// <summary>Finds what must not be shown or kept in texts that came from elsewhere: Stripe's keys, and what stands before
/// the host of an address.</summary>
internal static partial class Secrets
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Masked = "***";

    /// <summary>The options whose values are secrets: a receiver's address is often all that it takes to post there.</summary>
    public static string[] Options { get; } = ["--notify-url"];

    /// <summary>Replaces them. The kind of a key stays: it tells which one it was.</summary>
    public static string Mask(string text) => UserInformation().Replace(Key().Replace(text, "${kind}" + Masked), "${scheme}" + Masked + "@");

    /// <summary>Whether a text holds a key of Stripe's.</summary>
    public static bool HasKey(string text) => Key().IsMatch(text);

    [GeneratedRegex(@"(?<![a-z0-9])(?<kind>(?:[srpe]k_(?:live|test|org)|whsec)_)[a-z0-9_]+|(?<![a-z0-9])(?<kind>[sr]k_)[a-z0-9]{16,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"(?<scheme>[a-z][a-z0-9+.-]*://)[^\s'""<>]*@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInformation();
}
