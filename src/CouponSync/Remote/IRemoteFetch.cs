using CouponSync.Coupons;

namespace CouponSync.Remote;

/// <summary>A way to read the coupons a run needs into the remote image.</summary>
internal interface IRemoteFetch
{
    /// <summary>How often the reading had to begin again because a cursor's coupon had gone.</summary>
    int Restarts { get; }

    /// <summary>Reads until every wanted coupon that exists is in the image.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="image">Gets what is read; an empty one.</param>
    /// <param name="progress">Told how many coupons were read so far.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="StripeApi.StripeFailureException">Stripe refused or could not be reached.</exception>
    Task<FetchedCoupons> ReadAsync(
        FetchRequest request, CouponSnapshot image, IProgress<long> progress, CancellationToken cancellationToken);
}

/// <summary>What a run needs of Stripe.</summary>
/// <param name="Ids">The ids of the file's rows, as often enumerated as needed.</param>
/// <param name="Count">How many there are.</param>
/// <param name="WithProducts">Whether the products a coupon is limited to, or its further currencies, are needed.</param>
internal sealed record FetchRequest(IEnumerable<string> Ids, long Count, bool WithProducts)
{
    /// <summary>Only coupons created at this Unix second or later are wanted; null for all.</summary>
    public long? CreatedFrom { get; init; }
}

/// <summary>What came of reading, beside the coupons in the image.</summary>
/// <param name="Unreadable">The coupons Stripe refused to show, with the reason; none as a rule.</param>
/// <param name="IsWholeAccount">Whether the list was read to its end, so that the image has every coupon of the account.</param>
internal sealed record FetchedCoupons(IReadOnlyDictionary<string, Problem> Unreadable, bool IsWholeAccount);
