using CouponSync.Coupons;

namespace CouponSync.Remote;

/// <summary>What is known at one moment of a fetch. All that <see cref="FetchPolicy"/> decides by.</summary>
internal readonly record struct FetchState
{
    /// <summary>How many ids are wanted.</summary>
    public required long Wanted { get; init; }

    /// <summary>How many of them were neither seen nor asked for and answered.</summary>
    public required long Unseen { get; init; }

    /// <summary>The requests sent so far, those under way among them.</summary>
    public required long Requests { get; init; }

    /// <summary>The retrieves among them that are not answered yet, and whose id no page has shown meanwhile.</summary>
    public long RetrievesAwaited { get; init; }

    /// <summary>The different coupons that pages of the list have shown.</summary>
    public required long Listed { get; init; }

    /// <summary>Whether a page was answered at all.</summary>
    public bool HasBegun { get; init; }

    /// <summary>The wanted ids a page brings at present; see <see cref="YieldMeter"/>.</summary>
    public double Yield { get; init; }

    /// <summary>How many pages the whole list has at least: the list is not at its end, so one coupon more is there.</summary>
    public long ProvenPages => (Listed / StripeLimits.PageSize) + 1;

    /// <summary>What the fetch costs in all if from now on everything unseen is read by id.</summary>
    public long CostByRetrieving => Requests + Unseen - RetrievesAwaited;
}

/// <summary>What a fetch does next.</summary>
internal enum FetchStep
{
    /// <summary>Nothing: all is known.</summary>
    Finish,

    /// <summary>Reads on in the list.</summary>
    List,

    /// <summary>Reads unseen ids.</summary>
    Retrieve,

    /// <summary>Does both at once, each at its endpoint's own rate.</summary>
    Both,
}
