using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Remote;

/// <summary>
/// A part of the account's list, by time of creation, and how far it was read. The windows of a walk touch but do
/// not overlap; each is read from its newest coupon to its oldest.
/// </summary>
internal sealed class CreatedWindow
{
    // Enough pages to look past a batch of some hundred coupons made at once.
    private const int PagesMeasured = 8;

    // 2011-01-01: no coupon is older than Stripe. A cut there would only ask for an empty page.
    private const long Beginning = 1_293_840_000;

    private readonly Queue<long> _pageStarts = new();
    private double _secondsPerPage;
    private double _secondsOfLastPage;

    private CreatedWindow(long? to) => To = to;

    /// <summary>The oldest second that belongs to it; null when it has no end.</summary>
    public long? From { get; private set; }

    /// <summary>The newest second that belongs to it; null for the window that begins with the newest coupon.</summary>
    public long? To { get; private set; }

    /// <summary>The coupon to go on behind.</summary>
    public string? Cursor { get; private set; }

    /// <summary>The second of the last coupon read; null before the first page.</summary>
    public long? LastCreated { get; private set; }

    /// <summary>Whether a page of it is being asked for.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether it was read to its end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>How many pages in a row brought nothing that is wanted.</summary>
    public int BarrenPages { get; private set; }

    /// <summary>How many pages are left, judging by the last ones; infinite without an end, zero when done.</summary>
    /// <param name="most">More than so many cannot be left: dense pages say little of the empty years behind them.</param>
    public double PagesLeft(double most) =>
        IsDone ? 0
        : From is null ? double.PositiveInfinity
        : Seconds / SecondsPerPage(most);

    private double Seconds => (LastCreated ?? To ?? From!.Value) - From!.Value + 1;

    /// <summary>The window of everything.</summary>
    /// <param name="from">The oldest second that matters; null for no end.</param>
    public static CreatedWindow All(long? from = null) => new(null) { From = from };

    /// <summary>What to ask for next.</summary>
    /// <param name="withProducts">Whether products are wanted.</param>
    public CouponListQuery Query(bool withProducts) => new()
    {
        CreatedFrom = From,
        CreatedTo = To,
        StartingAfter = Cursor,
        WithProducts = withProducts,
    };

    /// <summary>Takes a page that was asked for before.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The coupons of it that belong to this window: it may have been cut short meanwhile.</returns>
    public IReadOnlyList<RemoteCoupon> Take(CouponPage page)
    {
        var coupons = page.Coupons;
        if (From is { } from && coupons.Count > 0 && coupons[^1].Created < from)
        {
            coupons = [.. coupons.TakeWhile(c => c.Created >= from)];
            IsDone = true;
        }

        if (coupons.Count > 0)
        {
            Measure(coupons[0].Created, coupons[^1].Created);
            LastCreated = coupons[^1].Created;
            Cursor = coupons[^1].Id;
        }

        IsDone |= !page.HasMore || page.Coupons.Count == 0;
        return coupons;
    }

    /// <summary>Notes how much that is wanted the last page brought.</summary>
    public void Rate(int hits) => BarrenPages = hits > 0 ? 0 : BarrenPages + 1;

    /// <summary>Goes back to the last second seen, because the coupon of the cursor has gone.</summary>
    public void Restart()
    {
        To = LastCreated;
        Cursor = null;
    }

    /// <summary>Forgets its bounds: it is the only window there is from now on.</summary>
    public void Widen() => From = To = null;

    /// <summary>Cuts off the older part.</summary>
    /// <param name="pages">After about so many pages.</param>
    /// <param name="most">As in <see cref="PagesLeft"/>.</param>
    /// <returns>The older part; null when a second cannot be found to cut at.</returns>
    public CreatedWindow? Split(double pages, double most)
    {
        if (LastCreated is not { } last || IsDone)
        {
            return null;
        }

        // Behind a long gap the density of the last page alone is the better guess.
        var cut = CutAfter(pages * SecondsPerPage(most));
        cut = cut < (From ?? Beginning) ? CutAfter(pages * _secondsOfLastPage) : cut;
        if (cut < (From ?? Beginning))
        {
            return null;
        }

        long CutAfter(double seconds) => last - (long)Math.Ceiling(Math.Clamp(seconds, 1, uint.MaxValue));

        var older = new CreatedWindow(cut) { From = From, _secondsPerPage = _secondsPerPage };
        From = cut + 1;
        return older;
    }

    private double SecondsPerPage(double most) =>
        From is null ? _secondsPerPage : Math.Max(_secondsPerPage, Seconds / most);

    private void Measure(long newest, long oldest)
    {
        // From where the window was cut: a gap before its first coupon is a part of its density.
        _pageStarts.Enqueue(LastCreated ?? To ?? newest);
        if (_pageStarts.Count > PagesMeasured)
        {
            _pageStarts.Dequeue();
        }

        // Within one second time tells nothing; half a second a page keeps the arithmetic finite.
        _secondsPerPage = Math.Max(0.5, (double)(_pageStarts.Peek() - oldest) / _pageStarts.Count);
        _secondsOfLastPage = Math.Max(0.5, newest - oldest);
    }
}
