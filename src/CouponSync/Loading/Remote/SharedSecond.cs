using CouponSync.Coupons;

namespace CouponSync.Loading.Remote;

/// <summary>
/// A second in which so many coupons were created that several cursors read it. Time cannot divide it, so each begins
/// behind some coupon of it, wherever that stands, and ends where another has begun a page: from there on that
/// one reads, or has read.
/// </summary>
/// <remarks>
/// Every cursor reads without a gap from where it began, and ends only at a page that another began farther on. So
/// each is followed by one farther on, down to the one that reads to the end, and nothing is left out. What two of them
/// read before they meet is at most two pages.
/// </remarks>
internal sealed class SharedSecond
{
    private readonly HashSet<string> _begun;

    /// <summary>Shares a second that one cursor has read alone so far.</summary>
    /// <param name="second">The second, in Unix time.</param>
    /// <param name="begun">The coupons that its pages began with.</param>
    public SharedSecond(long second, IEnumerable<string> begun)
    {
        Second = second;
        _begun = new HashSet<string>(begun, StringComparer.Ordinal);
    }

    /// <summary>The second, in Unix time.</summary>
    public long Second { get; }

    /// <summary>How many pages of it were read.</summary>
    public int Pages => _begun.Count;

    /// <summary>Takes a page.</summary>
    /// <param name="coupons">Its coupons.</param>
    /// <returns>How many of them, from the first, no other cursor takes care of; if not all, the cursor is at its end.</returns>
    public int Enter(IReadOnlyList<RemoteCoupon> coupons)
    {
        var own = 0;
        while (own < coupons.Count && !_begun.Contains(coupons[own].Id))
        {
            own++;
        }

        if (own > 0)
        {
            _begun.Add(coupons[0].Id);
        }

        return own;
    }
}
