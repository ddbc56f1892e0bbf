namespace CouponSync.Pushing.Throttling;

/// <summary>The requests a run sent, every attempt counted.</summary>
internal sealed record RequestCounts
{
    /// <summary>All of them, those of no kind below included.</summary>
    public long Total { get; init; }

    /// <summary>Pages of coupons.</summary>
    public long List { get; init; }

    /// <summary>Coupons read by id.</summary>
    public long Retrieve { get; init; }

    /// <summary>Updates.</summary>
    public long Update { get; init; }

    /// <summary>Creations.</summary>
    public long Create { get; init; }

    /// <summary>Deletions.</summary>
    public long Delete { get; init; }

    /// <summary>Pages of events.</summary>
    public long Events { get; init; }

    /// <summary>Reads of the account.</summary>
    public long Account { get; init; }

    /// <summary>Those of the above that repeated an earlier attempt.</summary>
    public long Retries { get; init; }

    /// <summary>Those refused with a named rate or concurrency limit.</summary>
    public long RateLimited { get; init; }
}
