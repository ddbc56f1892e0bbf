namespace CouponSync.Pushing.Throttling;

/// <summary>Counts the requests of a run as they are really sent, each attempt once. Thread-safe.</summary>
internal sealed class RequestStatistics
{
    private readonly Lock _gate = new();
    private readonly long[] _byKind = new long[Enum.GetValues<RequestKind>().Length];
    private long _retries;
    private long _rateLimited;

    /// <summary>Raised for each request refused with a named limit, on the thread that got the answer.</summary>
    public event Action? RateLimitedRequest;

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

    /// <summary>Notes a request that is sent now.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="isRetry">Whether an earlier attempt of the same call was sent before.</param>
    public void OnSent(RequestKind kind, bool isRetry)
    {
        lock (_gate)
        {
            _byKind[(int)kind]++;
            _retries += isRetry ? 1 : 0;
        }
    }

    /// <summary>Notes that a request was answered or has failed.</summary>
    /// <param name="reason">Why it was refused, if it was.</param>
    public void OnAnswered(RateLimitReason reason)
    {
        if (reason is RateLimitReason.None or RateLimitReason.Unnamed)
        {
            return;
        }

        lock (_gate)
        {
            _rateLimited++;
        }

        RateLimitedRequest?.Invoke();
    }
}
