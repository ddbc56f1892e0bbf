namespace CouponSync.Pushing.Throttling;

/// <summary>The kinds of request the report counts apart.</summary>
internal enum RequestKind
{
    /// <summary>Anything CouponSync does not normally send; it counts in the total alone.</summary>
    Other,

    /// <summary>One page of coupons.</summary>
    List,

    /// <summary>One coupon by id.</summary>
    Retrieve,

    /// <summary>A change of one coupon.</summary>
    Update,

    /// <summary>A new coupon.</summary>
    Create,

    /// <summary>A coupon's deletion.</summary>
    Delete,

    /// <summary>A page of events, or one event.</summary>
    Events,

    /// <summary>The account behind the key.</summary>
    Account,
}
