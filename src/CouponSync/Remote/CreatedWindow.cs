using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Remote;

/// <summary>
/// A part of the account's list, by second of creation, and how far it was read. The windows of a list touch but do not
/// overlap; each is read from its newest coupon to its oldest.
/// </summary>
/// <param name="from">The oldest second that belongs to it; null when it reaches to the oldest coupon.</param>
/// <param name="to">The newest second that belongs to it; null when it begins with the newest coupon.</param>
/// <param name="cursor">The coupon to begin behind; null for none.</param>
internal sealed class CreatedWindow(long? from, long? to, string? cursor = null)
{
    // 2011-01-01: no coupon is older than Stripe. A cut there would only ask for an empty page.
    private const long Beginning = 1_293_840_000;

    // Enough to look past a batch of some hundred coupons made at once, few enough to look past a year without any.
    private const int PagesMeasured = 8;

    private readonly Queue<long> _measured = new();
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);
    private long? _from = from;
    private long? _to = to;

    /// <summary>The coupon to go on behind.</summary>
    public string? Cursor { get; private set; } = cursor;

    /// <summary>The second of the last coupon read; null before the first page.</summary>
    public long? LastCreated { get; private set; }

    /// <summary>Whether a page of it is being asked for.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether it was read to its end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>How many pages are still to come, judging by those that came; infinite where it has no end.</summary>
    public double PagesAhead =>
        IsDone ? 0
        : _from is not { } end ? double.PositiveInfinity
        : LastCreated is not { } last ? 0
        : (last - end + 1) / SecondsPerPage;

    // Within one second time tells nothing; half a second a page keeps the arithmetic finite.
    private double SecondsPerPage => Math.Max(0.5, (double)(_measured.Peek() - LastCreated!.Value) / _measured.Count);

    /// <summary>What to ask for next.</summary>
    /// <param name="withProducts">Whether products are wanted.</param>
    /// <param name="isFiltered">Whether the server knows the filter <c>created</c>.</param>
    public CouponListQuery Query(bool withProducts, bool isFiltered) => new()
    {
        CreatedFrom = isFiltered ? _from : null,
        CreatedTo = isFiltered ? _to : null,
        StartingAfter = Cursor,
        WithProducts = withProducts,
    };

    /// <summary>Takes a page that was asked for before.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The coupons of it that belong to this window: it may have been cut meanwhile.</returns>
    /// <exception cref="StripeFailureException">The list would never come to an end.</exception>
    public IReadOnlyList<RemoteCoupon> Take(CouponPage page)
    {
        if (page.HasMore)
        {
            RefuseEndless(page);
        }

        var coupons = page.Coupons;
        IsDone = !page.HasMore;
        if (_from is { } end && coupons.Count > 0 && coupons[^1].Created < end)
        {
            coupons = [.. coupons.TakeWhile(c => c.Created >= end)];
            IsDone = true;
        }

        if (coupons.Count > 0)
        {
            // From where the window was cut: a gap before its first coupon is a part of its density.
            _measured.Enqueue(LastCreated ?? _to ?? coupons[0].Created);
            if (_measured.Count > PagesMeasured)
            {
                _measured.Dequeue();
            }

            LastCreated = coupons[^1].Created;
        }

        Cursor = page.LastId ?? Cursor;
        return coupons;
    }

    /// <summary>Goes back to the last second seen, because the coupon of the cursor has gone.</summary>
    /// <param name="isFiltered">Whether the server knows the filter <c>created</c>; else it goes back to the beginning.</param>
    public void Restart(bool isFiltered)
    {
        _to = isFiltered ? LastCreated ?? _to : null;
        Cursor = null;
        _cursors.Clear();
    }

    /// <summary>Cuts the older part off.</summary>
    /// <param name="pages">After about so many pages, and in the middle at the latest.</param>
    /// <returns>The older part; null where no second can be found to cut at.</returns>
    public CreatedWindow? CutOff(double pages)
    {
        if (IsDone || LastCreated is not { } last)
        {
            return null;
        }

        var seconds = Math.Min(pages * SecondsPerPage, (last - (_from ?? Beginning)) / 2);
        var cut = last - (long)Math.Max(1, seconds);
        if (cut < (_from ?? Beginning))
        {
            return null;
        }

        var older = new CreatedWindow(_from, cut);
        _from = cut + 1;
        return older;
    }

    private void RefuseEndless(CouponPage page)
    {
        if (page.LastId is not { } last)
        {
            throw Contradiction("an empty page says that there are more behind it");
        }

        if (!_cursors.Add(last))
        {
            throw Contradiction($"the page behind coupon '{Cursor}' ends with coupon '{last}', as an earlier one did");
        }
    }

    private static StripeFailureException Contradiction(string what) => new(new StripeFailure
    {
        Code = StripeFailure.InvalidAnswer,
        Message = $"The list of coupons would never end: {what}. The server does not behave like Stripe's API.",
    });
}
