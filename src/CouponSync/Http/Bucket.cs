using System.Diagnostics.CodeAnalysis;
using CouponSync.Settings;
using Serilog;

namespace CouponSync.Http;

/// <summary>
/// One allowance, the account's or an endpoint's: its pace, how many requests may be unanswered, and who is next. Thread-safe.
/// </summary>
[SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Semaphores without a wait handle hold nothing, and late answers still release them.")]
internal sealed class Bucket
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _answered = new(0, 1);
    private readonly TimeProvider _clock;
    private readonly AdaptiveLimit _rate;
    private readonly AdaptiveLimit _places;
    private readonly Pacer _pacer;
    private int _inFlight;

    /// <summary>Makes a bucket of which nothing has been taken.</summary>
    /// <param name="name">Its name in the log.</param>
    /// <param name="ceiling">The most requests per second.</param>
    /// <param name="options">The burst, and the most requests at once.</param>
    /// <param name="clock">The clock to pace by.</param>
    /// <param name="log">Gets a line for each changed limit.</param>
    public Bucket(string name, double ceiling, ThrottleOptions options, TimeProvider clock, ILogger log)
    {
        var paced = ceiling * Pacer.Margin;
        _clock = clock;
        _rate = new AdaptiveLimit(name, "requests per second", paced, Math.Min(0.25, paced), log);
        _places = new AdaptiveLimit(name, "requests in flight", options.MaxInFlight, 1, log);
        _pacer = new Pacer(paced, options.Burst);
    }

    /// <summary>Waits until the request is next and may be sent. Requests go in the order they came, and only the first waits
    /// for its time: so a changed rate holds at once, and one that gives up has taken nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Then it is its turn, until <see cref="Take"/> or <see cref="GiveUp"/> is called.</returns>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var wait = NextWait(); wait != TimeSpan.Zero; wait = NextWait())
            {
                await (wait == Timeout.InfiniteTimeSpan
                    ? _answered.WaitAsync(cancellationToken)
                    : Task.Delay(wait, _clock, cancellationToken));
            }
        }
        catch
        {
            GiveUp();
            throw;
        }
    }

    /// <summary>Sends the request that has waited.</summary>
    /// <returns>The instant, in ticks of the clock.</returns>
    public long Take()
    {
        var now = Now;
        lock (_gate)
        {
            _pacer.Take(now);
            _inFlight++;
        }

        _turn.Release();
        return now;
    }

    /// <summary>Lets the next one take the turn of the request that has waited.</summary>
    public void GiveUp() => _turn.Release();

    /// <summary>Gives back the place of a request that has been answered or has failed.</summary>
    /// <param name="sentAt">When it was sent: what <see cref="Take"/> returned.</param>
    /// <param name="isTooFast">Whether it was refused for this bucket's rate.</param>
    /// <param name="isTooMany">Whether it was refused for the number in flight.</param>
    public void Complete(long sentAt, bool isTooFast, bool isTooMany)
    {
        lock (_gate)
        {
            _inFlight--;
            var now = Now;
            if (isTooFast)
            {
                _rate.OnRefused(now, sentAt);
            }

            if (isTooMany)
            {
                _places.OnRefused(now, sentAt);
            }

            if (_answered.CurrentCount == 0)
            {
                _answered.Release();
            }
        }
    }

    private long Now => _clock.GetElapsedTime(0).Ticks;

    /// <summary>How long the next request has to wait: zero when it may go, infinite until one is answered.</summary>
    private TimeSpan NextWait()
    {
        lock (_gate)
        {
            var now = Now;
            _pacer.SetRate(_rate.At(now));
            if (_inFlight >= _places.At(now))
            {
                return Timeout.InfiniteTimeSpan;
            }

            // Whole milliseconds, upwards: timers drop the fraction, and would fire early only to be set again.
            var milliseconds = Math.Ceiling((_pacer.DueAt - now) / (double)TimeSpan.TicksPerMillisecond);
            return TimeSpan.FromMilliseconds(Math.Max(0, milliseconds));
        }
    }
}
