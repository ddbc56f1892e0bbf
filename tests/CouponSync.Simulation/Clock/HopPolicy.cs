namespace CouponSync.Tests.Support;

/// <summary>What <see cref="ManualTimeProvider"/> does about work that goes through the thread pool.</summary>
internal enum HopPolicy
{
    /// <summary>It waits until the work has settled before it moves the clock. Costs a trip through the pool per step.</summary>
    Settle,

    /// <summary>It fails: the run is to be the same each time, and fast.</summary>
    Forbid,
}
