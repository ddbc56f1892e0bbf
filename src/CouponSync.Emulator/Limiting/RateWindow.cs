namespace CouponSync.Emulator;

/// <summary>
/// A limit of N requests per second. Two rules hold together: no second holds more than N requests plus a small
/// tolerance, and over any longer span the rate is N (a bucket of N tokens that refills at N a second). A client that
/// sends exactly N a second is never refused; one that sends more is refused the excess. Not thread-safe.
/// </summary>
internal sealed class RateWindow
{
    private readonly long _second;
    private readonly long _interval;
    private readonly long _depth;
    private readonly long[] _recent;
    private int _next;
    private int _filled;
    private long _theoretical = long.MinValue;

    /// <param name="rate">Requests per second.</param>
    /// <param name="tolerance">Requests more than that which one second may hold.</param>
    /// <param name="ticksPerSecond">The frequency of the timestamps.</param>
    public RateWindow(int rate, int tolerance, long ticksPerSecond)
    {
        _second = ticksPerSecond;
        // Rounded down, in favour of the client: a rounding must not refuse one that keeps to the rate.
        _interval = ticksPerSecond / rate;
        _depth = _interval * (rate + tolerance - 1);
        _recent = new long[rate + tolerance];
    }

    /// <summary>Whether a request at the given time would be let through.</summary>
    public bool Allows(long now) =>
        (_filled < _recent.Length || now - _recent[_next] >= _second)
        && (_theoretical == long.MinValue || _theoretical - now <= _depth);

    /// <summary>Counts a request that was let through.</summary>
    public void Count(long now)
    {
        _recent[_next] = now;
        _next = (_next + 1) % _recent.Length;
        _filled = Math.Min(_filled + 1, _recent.Length);
        _theoretical = Math.Max(_theoretical, now) + _interval;
    }
}
