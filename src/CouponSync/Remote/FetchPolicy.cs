using CouponSync.Coupons;

namespace CouponSync.Remote;

/// <summary>
/// Decides, page by page, between reading the list and reading by id, without knowing how many coupons there are nor
/// which of the wanted ids exist. Pure arithmetic.
/// </summary>
/// <remarks>
/// <para><b>The bound.</b> Let n ids be wanted and the list have P pages. The better pure strategy costs
/// min(P, n) requests. On every input this one costs at most 2 min(P, n) + 1, faults of the server not counted.</para>
/// <para><b>The rules.</b> Let s be the requests sent, u the unseen ids, F = s + u what it costs to finish by id, and
/// L the pages the list is proven to have. Reading by id leaves F as it is; a page adds at most one.
/// (R) An id is read only while F is at most 2 min(L, n) + 1. (P) A page is read only while F + 1 is at most
/// 2n + 1, and at the start. (W) The list is split into windows, which costs at most two requests a split, only
/// while twice the splits is at most L.</para>
/// <para><b>One rule always lets on.</b> F is at most 2n + 1 by (P). If (P) forbids, F = 2n + 1, and since u and the
/// ids already read are at most n, more than n pages were sent; then min(L, n) = n and (R) allows.</para>
/// <para><b>Proof.</b> <i>No id was read.</i> The cost is pages only, at most P by the walk itself, plus two a split,
/// at most P again by (W); and at most 2n + 1 by (P). <i>Ids were read,</i> the last one when L was l: by (R)
/// F was at most 2 min(l, n) + 1. With no page after it the cost is F, and l is at most P. With j pages after it, P
/// is at least l - 1 + j. Either all ids were seen and F grew by less than j, since the page that saw the last one
/// took at least that one off u; or the list ended, and the unseen ones, at least one, cost nothing more. So the cost
/// is at most 2 min(l, n) + 1 + j - 1, for l &lt;= n at most 2(l - 1 + j) + 1, hence at most 2P + 1; and at most
/// 2n + 1 by (P).</para>
/// <para><b>What it costs to be sure.</b> A page proves a hundred coupons and no more. So a strategy that holds the
/// bound cannot leave the list after a pages for n ids unless a + n &lt;= 2(a + 1) + 1, that is a >= n - 3: a list
/// that would have ended on the next page must not make it look bad. Ten rows in an endless account therefore cost 17
/// requests, 1.7 times the optimum of 10. Nothing that keeps the bound does better there; (R) leaves at that very page.
/// How many coupons an earlier run saw does not help: they may have been deleted since, and the bound holds on every
/// input.</para>
/// <para><b>The judgement.</b> Where both rules allow, what is cheaper by the present yield is done: a page that
/// brings more than one wanted id beats reading them. Within <see cref="MostExtra"/> of each other, both are done at
/// once where the account's rate allows more than one endpoint's, which halves the time.</para>
/// </remarks>
/// <param name="endpointsAddUp">Whether two endpoints together are allowed more than one.</param>
internal sealed class FetchPolicy(bool endpointsAddUp)
{
    /// <summary>How much more in requests doing both may cost, by estimate: a tenth.</summary>
    public const double MostExtra = 1.1;

    /// <summary>Decides. The list is not at its end.</summary>
    public FetchStep Next(FetchState state)
    {
        if (state.Unseen == 0)
        {
            return FetchStep.Finish;
        }

        if (!MayRetrieve(state))
        {
            return FetchStep.List;
        }

        if (!MayList(state) || !state.HasBegun)
        {
            return FetchStep.Retrieve;
        }

        // In a time in which a page and an id are read, yield + 1 ids are dealt with for two requests.
        var both = 2 / (state.Yield + 1);
        var cheaper = Math.Min(1, 1 / state.Yield);
        return endpointsAddUp && both <= MostExtra * cheaper ? FetchStep.Both
            : state.Yield > 1 ? FetchStep.List
            : FetchStep.Retrieve;
    }

    /// <summary>Whether rule (R) allows reading an id.</summary>
    public static bool MayRetrieve(FetchState state) =>
        state.CostByRetrieving <= (2 * Math.Min(state.ProvenPages, state.Wanted)) + 1;

    /// <summary>Whether rule (P) allows reading a page.</summary>
    public static bool MayList(FetchState state) =>
        state.Requests == 0 || state.CostByRetrieving + 1 <= (2 * state.Wanted) + 1;

    /// <summary>Whether rule (W) allows another window.</summary>
    public static bool MaySplit(int splits, long provenPages) => 2L * (splits + 1) <= provenPages;

    /// <summary>The fewest and the most requests a fetch can cost, before anything is known.</summary>
    /// <param name="wanted">How many ids are wanted.</param>
    public static (long Least, long Most) Forecast(long wanted) => wanted switch
    {
        // So few are read by id from the start: see rule (R) with nothing sent.
        <= 3 => (wanted, wanted),
        _ => ((wanted + StripeLimits.PageSize - 1) / StripeLimits.PageSize, (2 * wanted) + 1),
    };
}
