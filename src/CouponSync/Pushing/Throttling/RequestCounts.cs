using System.Text.Json.Serialization;

namespace CouponSync.Pushing.Throttling;

/// <summary>The requests a run sent, every attempt counted.</summary>
internal sealed record RequestCounts
{
    /// <summary>All of them, those of no kind below included.</summary>
    [JsonRequired]
    public long Total { get; init; }

    /// <summary>Pages of coupons.</summary>
    [JsonRequired]
    public long List { get; init; }

    /// <summary>Coupons read by id.</summary>
    [JsonRequired]
    public long Retrieve { get; init; }

    /// <summary>Updates.</summary>
    [JsonRequired]
    public long Update { get; init; }

    /// <summary>Creations.</summary>
    [JsonRequired]
    public long Create { get; init; }

    /// <summary>Deletions.</summary>
    [JsonRequired]
    public long Delete { get; init; }

    /// <summary>Pages of events.</summary>
    [JsonRequired]
    public long Events { get; init; }

    /// <summary>Reads of the account.</summary>
    [JsonRequired]
    public long Account { get; init; }

    /// <summary>Those of the above that repeated an earlier attempt.</summary>
    [JsonRequired]
    public long Retries { get; init; }

    /// <summary>Those refused with a named rate or concurrency limit.</summary>
    [JsonRequired]
    public long RateLimited { get; init; }
}
