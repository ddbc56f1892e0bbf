namespace CouponSync.Pushing.Throttling;

/// <summary>The requests sent, attempts counted one by one, as <c>report.json</c> gives them under <c>requests</c>.</summary>
/// <param name="Total">All of them, those of no kind below included.</param>
/// <param name="List">Pages of coupons.</param>
/// <param name="Retrieve">Coupons read by id.</param>
/// <param name="Update">Changes of coupons.</param>
/// <param name="Create">New coupons.</param>
/// <param name="Delete">Deletions.</param>
/// <param name="Events">Pages of events.</param>
/// <param name="Account">Reads of the account.</param>
/// <param name="Retries">Those of the above that repeated an earlier attempt.</param>
/// <param name="RateLimited">Those refused with a named rate or concurrency limit.</param>
internal sealed record RequestCounts(
    long Total,
    long List,
    long Retrieve,
    long Update,
    long Create,
    long Delete,
    long Events,
    long Account,
    long Retries,
    long RateLimited);
