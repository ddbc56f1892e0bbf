using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Runs;

/// <summary>What <c>--expect-account</c> and <c>--expect-livemode</c> insist on: a script that was given the wrong key
/// stops before it has read a coupon.</summary>
internal static class AccountExpectation
{
    /// <summary>Checks what the key alone tells; nothing is sent.</summary>
    /// <exception cref="SettingsException">The key is of the other mode.</exception>
    public static void CheckMode(StripeSettings settings, bool livemode)
    {
        if (settings.ExpectLivemode is { } expected && expected != livemode)
        {
            throw new SettingsException(
                $"The key is a {Words.Mode(livemode)} one, but --expect-livemode (Stripe:ExpectLivemode) wants a {Words.Mode(expected)} one. Nothing was sent.");
        }
    }

    /// <summary>Says why the account is not the expected one.</summary>
    /// <param name="settings">Section <c>Stripe</c>.</param>
    /// <param name="account">The account's id; null when the key may not read it.</param>
    /// <returns>A sentence; null when it is the expected one, or none is expected.</returns>
    public static string? Refusal(StripeSettings settings, string? account) => settings.ExpectAccount switch
    {
        null => null,
        var expected when string.Equals(expected, account, StringComparison.Ordinal) => null,
        var expected when account is null =>
            $"The key may not read its account, so nothing can tell whether it is {expected} (--expect-account). Give the key read access to its account, or leave the option out.",
        var expected => $"The key belongs to the account {account}, but {expected} is expected (--expect-account).",
    };
}
