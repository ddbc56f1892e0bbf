using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Settings;

namespace CouponSync.Remote;

/// <summary>
/// What reading is expected to cost, what it did cost, and what a month of such nights costs. Stripe allots an account
/// 500 reads for each transaction over 30 days, and never fewer than 10,000 a month; writes are not allotted. Source:
/// https://docs.stripe.com/rate-limits.
/// </summary>
/// <param name="request">What is wanted, and how it is read.</param>
/// <param name="throttle">What requests are allowed.</param>
internal sealed class ReadBudget(FetchRequest request, ThrottleOptions throttle)
{
    /// <summary>The reads a month that every account has.</summary>
    public const long MonthlyFloor = 10_000;

    /// <summary>How many runs a month has, for the projection.</summary>
    public const int Nights = 30;

    /// <summary>What reading is expected to cost, as a sentence, before anything is read.</summary>
    public string Forecast() => $"Reading {Number(request.Count)} coupon{(request.Count == 1 ? "" : "s")} is expected to take {Expected()}.";

    /// <summary>Says what reading did cost.</summary>
    /// <param name="counts">The requests of the run so far.</param>
    /// <param name="restarts">How often the list had to be begun again.</param>
    /// <param name="nightly">Whether such a run comes again every night, so that its reads are worth a projection.</param>
    /// <param name="note">Takes each sentence that a reader should not miss.</param>
    /// <param name="remark">Takes the others.</param>
    public void Account(RequestCounts counts, int restarts, bool nightly, Action<string> note, Action<string> remark)
    {
        var reads = Reads(counts);
        var month = reads * Nights;
        if (nightly)
        {
            var cost = $"{Requests(reads)}, expected {Expected()}; {Nights} nights like this take {Number(month)}";
            if (month <= MonthlyFloor)
            {
                remark($"Reading took {cost} of the {Number(MonthlyFloor)} reads a month that every account has.");
            }
            else
            {
                note($"Warning: reading took {cost} reads, and only {Number(MonthlyFloor)} a month are certain. Above that Stripe allows 500 for each transaction of the last 30 days.");
            }
        }

        if (restarts > 0)
        {
            note($"{(restarts == 1 ? "Once" : $"{Number(restarts)} times")} a coupon was deleted just where the list was being read; reading went back to the last second seen.");
        }
    }

    /// <summary>The reads among the requests of a run.</summary>
    public static long Reads(RequestCounts counts) => counts.List + counts.Retrieve + counts.Events + counts.Account;

    private string Expected() => request.Mode switch
    {
        FetchMode.Retrieve => Requests(request.Count),
        FetchMode.Auto => FetchRule.Forecast(request.Count, request.Size) is var (least, most) && least == most
            ? Requests(least)
            : $"{Number(least)} to {Requests(most)}, {Number(Seconds(most))} s at most",
        _ when request.Size is { IsComplete: true } size => Requests(size.Pages),
        _ => $"one request for every {StripeLimits.PageSize} coupons of the account",
    };

    private long Seconds(long requests) =>
        (long)Math.Ceiling(requests / Math.Min(throttle.AccountCeiling, throttle.EndpointCeiling));

    private static string Requests(long count) => $"{Number(count)} request{(count == 1 ? "" : "s")}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
