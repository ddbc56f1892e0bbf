namespace CouponSync.Http;

/// <summary>
/// Spaces requests evenly: the generic cell rate algorithm, on instants in ticks that the caller passes in.
/// Pure arithmetic; one thread at a time.
/// </summary>
/// <remarks>
/// <para>The schedule is made of absolute instants. Each request moves the theoretical instant of the next by one
/// interval, not by one interval from when it was really sent, so a timer that fires late costs nothing: what is
/// overdue may go out at once, as long as the schedule is behind by no more than the tolerance. What is lost beyond
/// that is lost; a schedule that stood still does not run after the time.</para>
/// <para>The tolerance is what the burst allows, <c>(burst - 1)</c> intervals, and at least <see cref="CatchUp"/>,
/// which covers the lateness of timers (1 to 15 ms). In any time <c>W</c> at most
/// <c>1 + (W + tolerance) * rate</c> requests are taken. <see cref="Margin"/> of the allowed rate makes that, for a
/// burst of one and <c>W</c> = 1 s, <c>1 + 1.02 * 0.98 * allowed</c>, less than <c>1 + allowed</c>: a server that
/// counts by the second, in fixed or sliding windows and without a tolerance of its own, refuses nothing, and 98 %
/// of its rate is used.</para>
/// <para>Instants are kept in 1/1024 of a tick (0.1 ns), and the interval is rounded up: the rounding never makes
/// it faster, and slower by less than one part in a million at 10,000 requests per second.</para>
/// </remarks>
internal sealed class Pacer
{
    /// <summary>The part of an allowed rate at which to pace; see the remarks for why this and no more.</summary>
    public const double Margin = 0.98;

    /// <summary>How far behind its schedule a pacer may be and still make it up.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(20);

    private const int Fraction = 1024;

    private readonly long _tolerance;
    private long _interval;
    private long _theoretical;

    /// <summary>Makes a pacer whose first request may go at once.</summary>
    /// <param name="requestsPerSecond">The rate; above 0, and the highest there will be.</param>
    /// <param name="burst">How many requests may go back to back after a quiet time; at least 1.</param>
    public Pacer(double requestsPerSecond, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        SetRate(requestsPerSecond);
        // A slower pace does not widen it: then a burst that is used up would be granted anew by a cut.
        _tolerance = Math.Max((burst - 1) * _interval, CatchUp.Ticks * Fraction);
    }

    /// <summary>The instant, in ticks, from which on the next request may be taken.</summary>
    public long DueAt => CeilingOf(_theoretical - _tolerance);

    /// <summary>Changes the rate; requests already taken keep the spacing they were given.</summary>
    public void SetRate(double requestsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(requestsPerSecond, 0);
        _interval = (long)Math.Ceiling(TimeSpan.TicksPerSecond * (double)Fraction / requestsPerSecond);
    }

    /// <summary>Takes one request at <paramref name="now"/>.</summary>
    /// <param name="now">The instant in ticks; not before <see cref="DueAt"/>.</param>
    /// <exception cref="InvalidOperationException">The next request is not due yet.</exception>
    public void Take(long now)
    {
        if (now < DueAt)
        {
            throw new InvalidOperationException("The request was taken before it was due.");
        }

        _theoretical = Math.Max(_theoretical, now * Fraction) + _interval;
    }

    private static long CeilingOf(long fine) => (fine / Fraction) + (fine % Fraction > 0 ? 1 : 0);
}
