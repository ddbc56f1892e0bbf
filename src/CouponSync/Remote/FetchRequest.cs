using CouponSync.Coupons;
using CouponSync.Settings;

namespace CouponSync.Remote;

/// <summary>What a run needs of Stripe.</summary>
/// <param name="Ids">The ids of the file's rows, as often enumerated as needed.</param>
/// <param name="Count">How many there are.</param>
/// <param name="WithProducts">Whether the products a coupon is limited to, or its further currencies, are needed.</param>
internal sealed record FetchRequest(IEnumerable<string> Ids, long Count, bool WithProducts)
{
    /// <summary>How they are read; <see cref="FetchMode.Incremental"/> lists, where events cannot be had.</summary>
    public FetchMode Mode { get; init; }

    /// <summary>Only coupons created at this Unix second or later are wanted; null for all.</summary>
    public long? CreatedFrom { get; init; }

    /// <summary>How large the account was when an earlier run read it; null when nobody knows.</summary>
    public AccountSize? Size { get; init; }
}

/// <summary>What came of reading, beside the coupons in the snapshot.</summary>
/// <param name="Unreadable">The coupons Stripe refused to show, with the reason; none as a rule.</param>
/// <param name="Size">How large the account is: all of it where it was listed to its end, at least so large where the list was
/// given up. Null where it was not listed, or only until all that is wanted was seen: as few requests as that took, it takes again.</param>
internal sealed record FetchedCoupons(IReadOnlyDictionary<string, Problem> Unreadable, AccountSize? Size)
{
    /// <summary>Coupons that the list names and nobody could read there, and that were not asked for.</summary>
    public IReadOnlyCollection<string> UnreadIds { get; init; } = [];

    /// <summary>Whether the list was read to its end, so that every coupon of the account was read.</summary>
    public bool IsWholeAccount => Size is { IsComplete: true };
}
