namespace CouponSync.Settings;

/// <summary>How the current coupons are read.</summary>
internal enum FetchMode
{
    /// <summary>The list as long as it is the cheaper way, then by id; decided as it goes.</summary>
    Auto,

    /// <summary>All coupons of the account, a hundred a request.</summary>
    List,

    /// <summary>The coupons of the file, one a request.</summary>
    Retrieve,

    /// <summary>What changed since the last run, by Stripe's events; all coupons where that is not to be had.</summary>
    Incremental,
}

/// <summary>Section <c>Fetch</c>: how the current coupons are read.</summary>
internal sealed class FetchSettings
{
    /// <summary>How the current coupons are read: by whatever costs fewest requests, all of them, those of the file one by one, or what changed since the last run.</summary>
    public FetchMode Mode { get; set; }
}
