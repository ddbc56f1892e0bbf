namespace CouponSync.Remote;

/// <summary>Measures how many wanted ids the latest pages of a list brought.</summary>
internal sealed class YieldMeter
{
    private const int Longest = 64;

    private readonly int[] _hits = new int[Longest];
    private long _pages;

    /// <summary>Takes a page.</summary>
    /// <param name="hits">The wanted ids on it that were not seen before.</param>
    public void Add(int hits) => _hits[_pages++ % Longest] = hits;

    /// <summary>
    /// The wanted ids a page brought, on average over as many of the last pages as are worth looking at: an eighth of
    /// what is unseen, since that is what looking at them in vain would add to reading the rest by id.
    /// </summary>
    /// <param name="unseen">How many ids are unseen.</param>
    public double Recent(long unseen)
    {
        var pages = (int)Math.Min(Math.Clamp(unseen / 8, 2, Longest), _pages);
        if (pages == 0)
        {
            return 0;
        }

        var sum = 0;
        for (var i = 1; i <= pages; i++)
        {
            sum += _hits[(_pages - i) % Longest];
        }

        return (double)sum / pages;
    }
}
