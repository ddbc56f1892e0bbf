using CouponSync.Coupons;
using CouponSync.Loading.Csv;

namespace CouponSync.Loading.Remote;

/// <summary>A way to read the coupons a run needs into the remote image.</summary>
internal interface IRemoteFetch
{
    /// <summary>How often the reading had to begin again because a cursor's coupon had gone.</summary>
    int Restarts { get; }

    /// <summary>Reads until every wanted coupon that exists is in the image.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="image">Gets what is read; an empty one.</param>
    /// <param name="progress">Told how many requests were answered and how many are expected, where that is known.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The coupons Stripe refused to show, with the reason; none as a rule.</returns>
    /// <exception cref="StripeApi.StripeFailureException">Stripe refused or could not be reached.</exception>
    Task<IReadOnlyDictionary<string, Problem>> ReadAsync(
        FetchRequest request,
        RemoteImage image,
        IProgress<FetchProgress> progress,
        CancellationToken cancellationToken);
}

/// <summary>What a run needs of Stripe.</summary>
/// <param name="Ids">The ids of the file's rows, as often enumerated as needed.</param>
/// <param name="Count">How many there are.</param>
/// <param name="WithProducts">Whether the products a coupon is limited to, or its further currencies, are needed.</param>
internal sealed record FetchRequest(IEnumerable<string> Ids, long Count, bool WithProducts)
{
    /// <summary>What the valid rows of an input need.</summary>
    public static FetchRequest For(LoadedInput input) => new(
        input.Ids(),
        input.ValidCount,
        input.Header.Columns.Any(static c => c is { Kind: CsvColumnKind.Term, Key: "applies_to" } or { Kind: CsvColumnKind.CurrencyOption }));

    /// <summary>Only coupons created at this Unix second or later are wanted; null for all.</summary>
    public long? CreatedFrom { get; init; }
}

/// <summary>How far the reading is.</summary>
/// <param name="Coupons">Coupons read so far.</param>
/// <param name="Requests">Requests answered so far.</param>
/// <param name="ExpectedRequests">Requests it will take, where that is known.</param>
internal readonly record struct FetchProgress(long Coupons, long Requests, long? ExpectedRequests);
