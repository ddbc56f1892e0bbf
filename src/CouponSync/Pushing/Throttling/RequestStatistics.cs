namespace CouponSync.Pushing.Throttling;

/// <summary>Counts the requests of a run as they are really sent, each attempt once. Thread-safe.</summary>
/// <param name="clock">The clock of the recent rate.</param>
internal sealed class RequestStatistics(TimeProvider clock)
{
    /// <summary>How far back the recent rate looks.</summary>
    private const int RecentSeconds = 5;

    private readonly Lock _gate = new();
    private readonly long _origin = clock.GetTimestamp();
    private readonly long[] _byKind = new long[Enum.GetValues<RequestKind>().Length];
    private readonly (long Second, int Count)[] _recent = new (long, int)[RecentSeconds + 1];
    private long _retries;
    private long _rateLimited;
    private int _inFlight;

    /// <summary>Raised for each request refused with a named limit, on the thread that got the answer.</summary>
    public event Action? RateLimitedRequest;

    /// <summary>How many requests are unanswered at this moment.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The counts so far.</summary>
    public RequestCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new RequestCounts
                {
                    Total = _byKind.Sum(),
                    List = _byKind[(int)RequestKind.List],
                    Retrieve = _byKind[(int)RequestKind.Retrieve],
                    Update = _byKind[(int)RequestKind.Update],
                    Create = _byKind[(int)RequestKind.Create],
                    Delete = _byKind[(int)RequestKind.Delete],
                    Events = _byKind[(int)RequestKind.Events],
                    Account = _byKind[(int)RequestKind.Account],
                    Retries = _retries,
                    RateLimited = _rateLimited,
                };
            }
        }
    }

    /// <summary>Requests per second over the last full seconds, five at most; 0 before the first has passed.</summary>
    public double RecentPerSecond
    {
        get
        {
            lock (_gate)
            {
                var now = Second();
                var seconds = Math.Min(now, RecentSeconds);
                return seconds == 0
                    ? 0
                    : _recent.Where(slot => slot.Second >= now - seconds && slot.Second < now).Sum(slot => slot.Count)
                        / (double)seconds;
            }
        }
    }

    /// <summary>Notes a request that is sent now.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="isRetry">Whether an earlier attempt of the same call was sent before.</param>
    public void OnSent(RequestKind kind, bool isRetry)
    {
        lock (_gate)
        {
            _byKind[(int)kind]++;
            _retries += isRetry ? 1 : 0;
            _inFlight++;
            var second = Second();
            ref var slot = ref _recent[second % _recent.Length];
            slot = (second, slot.Second == second ? slot.Count + 1 : 1);
        }
    }

    /// <summary>Notes that a request was answered or has failed.</summary>
    /// <param name="reason">Why it was refused, if it was.</param>
    public void OnAnswered(RateLimitReason reason)
    {
        var isRefusal = reason is not (RateLimitReason.None or RateLimitReason.Unnamed);
        lock (_gate)
        {
            _inFlight--;
            _rateLimited += isRefusal ? 1 : 0;
        }

        if (isRefusal)
        {
            RateLimitedRequest?.Invoke();
        }
    }

    private long Second() => (long)clock.GetElapsedTime(_origin).TotalSeconds;
}
