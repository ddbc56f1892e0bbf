namespace CouponSync.Loading.Remote;

/// <summary>Chooses between reading by id and reading the whole list.</summary>
internal static class FetchChoice
{
    /// <summary>
    /// Up to this many rows are read by id. One request a row is at most this many; a list is one request for every
    /// hundred coupons of the account, a number nobody knows before.
    /// </summary>
    public const int MostRowsToRetrieve = 20;

    /// <summary>Whether to read by id.</summary>
    public static bool ShouldRetrieve(long rows) => rows <= MostRowsToRetrieve;
}
