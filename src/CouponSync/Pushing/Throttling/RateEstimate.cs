namespace CouponSync.Pushing.Throttling;

/// <summary>The rate of the latest requests, from their spacing. Pure; instants in ticks are passed in.</summary>
internal sealed class RateEstimate
{
    private const int Kept = 16;

    private readonly long[] _instants = new long[Kept];
    private long _count;

    /// <summary>Requests per second over the latest requests; null while there are too few to tell.</summary>
    public double? PerSecond
    {
        get
        {
            if (_count < 4)
            {
                return null;
            }

            var spans = Math.Min(_count, Kept) - 1;
            var newest = _instants[(_count - 1) % Kept];
            var oldest = _instants[(_count - 1 - spans) % Kept];
            return newest > oldest ? spans * (double)TimeSpan.TicksPerSecond / (newest - oldest) : null;
        }
    }

    /// <summary>Notes a request at <paramref name="now"/>.</summary>
    public void Add(long now)
    {
        _instants[_count % Kept] = now;
        _count++;
    }
}
