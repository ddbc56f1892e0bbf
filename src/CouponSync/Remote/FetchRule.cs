using CouponSync.Coupons;
using CouponSync.Settings;

namespace CouponSync.Remote;

/// <summary>Decides between the list and reading by id. Pure arithmetic.</summary>
/// <remarks>
/// <para><b>The bound.</b> Let n ids be wanted and the list have P pages. The better of listing all and reading by id costs
/// min(P, n) requests; <see cref="FetchMode.Auto"/> costs at most twice that and one more, faults of the server not counted.
/// Where an earlier run saw how large the account was, that decides at once, and the bound holds for an account at least as large.</para>
/// <para><b>Why.</b> Let a pages be asked for in 1 + c windows, and u ids be unseen. A window's last page need not be full, so
/// a is at most P + c, and at most P - 1 + c while the list is not at its end. Each page that is asked for finds
/// u > a - spare, or a + u below 2n, or a below n; so, since there are at most two more cuts than seen ids, a + u is at most
/// 2n + 1 ever after. The list is given up when u is at most a - spare; then a + u is at most 2 (P - 1 + c) - spare,
/// hence at most 2P + 1. A known size allows more cuts, which cost no more than what the list may take to its end by that size.</para>
/// </remarks>
internal static class FetchRule
{
    /// <summary>How many windows may be cut off besides one for each id that was seen, and for each page that is proven.</summary>
    private const int FreeCuts = 2;

    /// <summary>Whether no page is worth its request. Of an account that was not listed to its end at least half of the
    /// requests by id would be needed for the list, too.</summary>
    /// <param name="wanted">How many ids are wanted.</param>
    /// <param name="size">How large the account was; null when nobody knows.</param>
    public static bool ReadsById(long wanted, AccountSize? size) => size switch
    {
        null => false,
        { IsComplete: true } => wanted < size.Pages,
        _ => wanted <= 2 * size.Pages,
    };

    /// <summary>Whether another page is to be asked for.</summary>
    public static bool Lists(FetchState state, AccountSize? size)
    {
        var (wanted, unseen, asked) = (state.Wanted, state.Wanted - state.Seen, state.Asked);
        if (unseen == 0)
        {
            return false;
        }

        // An account as large as it was, and a tenth more, is read to its end.
        var spare = Math.Max(0, (2 * Math.Min(state.Cuts, state.Seen + FreeCuts)) - 3);
        return asked == 0
            || unseen > asked - spare
            || (state.IdsPerPage > 1 && asked + unseen < 2 * wanted)
            || (size is { IsComplete: true } && asked < Math.Min(wanted, size.Pages * 1.1));
    }

    /// <summary>How many windows may be cut off.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="coupons">How many coupons the list has shown.</param>
    /// <param name="size">How large the account was; null when nobody knows.</param>
    public static long MaxCuts(FetchState state, long coupons, AccountSize? size) => Math.Min(
        coupons / StripeLimits.PageSize, size is { IsComplete: true } ? state.Wanted - size.Pages : state.Seen + FreeCuts);

    /// <summary>The fewest and the most requests that reading can take.</summary>
    /// <param name="wanted">How many ids are wanted.</param>
    /// <param name="size">How large the account was; null when nobody knows.</param>
    public static (long Least, long Most) Forecast(long wanted, AccountSize? size) =>
        wanted == 0 || ReadsById(wanted, size) ? (wanted, wanted)
        : size is { IsComplete: true } ? (size.Pages, size.Pages)
        : ((wanted + StripeLimits.PageSize - 1) / StripeLimits.PageSize, (2 * wanted) + 1);
}

/// <summary>How far the reading of a list is.</summary>
/// <param name="Wanted">How many ids are wanted.</param>
/// <param name="Seen">How many of them a page has shown.</param>
/// <param name="Asked">How many pages were asked for.</param>
/// <param name="Cuts">How many windows were cut off.</param>
/// <param name="IdsPerPage">How many wanted ids a page shows of late.</param>
internal readonly record struct FetchState(long Wanted, long Seen, long Asked, int Cuts, double IdsPerPage);
