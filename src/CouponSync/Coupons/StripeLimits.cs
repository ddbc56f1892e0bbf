namespace CouponSync.Coupons;

/// <summary>
/// The limits Stripe documents for coupons and their metadata. Lengths are counted in Unicode code points.
/// Sources: https://docs.stripe.com/api/metadata and https://docs.stripe.com/api/coupons/create.
/// </summary>
internal static class StripeLimits
{
    /// <summary>The most keys the metadata of one object may have.</summary>
    public const int MetadataKeys = 50;

    /// <summary>The longest metadata key, in code points. Keys may not contain <c>[</c> or <c>]</c>.</summary>
    public const int MetadataKeyLength = 40;

    /// <summary>The longest metadata value, in code points.</summary>
    public const int MetadataValueLength = 500;

    /// <summary>The longest coupon name, in code points.</summary>
    public const int NameLength = 40;

    /// <summary>The longest id, in code points.</summary>
    public const int IdLength = 5000;

    /// <summary>How many years ahead a new coupon's <c>redeem_by</c> can be, since API version 2026-01-28.</summary>
    public const int RedeemByYears = 5;

    /// <summary>The most objects one page of a list holds.</summary>
    public const int PageSize = 100;

    /// <summary>Counts the Unicode code points of a text; an unpaired surrogate counts as one.</summary>
    public static int CodePoints(string text) => text.EnumerateRunes().Count();
}
