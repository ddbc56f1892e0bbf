using System.Text.Json.Serialization;

namespace CouponSync.Http;

/// <summary>Counts the requests of a run as they are really sent, each attempt once. Thread-safe.</summary>
internal sealed class RequestStatistics
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
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
                    Total = _sent.Values.Sum(),
                    List = Sent("GET /v1/coupons"),
                    Retrieve = Sent("GET /v1/coupons/{id}"),
                    Update = Sent("POST /v1/coupons/{id}"),
                    Create = Sent("POST /v1/coupons"),
                    Delete = Sent("DELETE /v1/coupons/{id}"),
                    Events = Sent("GET /v1/events") + Sent("GET /v1/events/{id}"),
                    Account = Sent("GET /v1/account"),
                    Retries = _retries,
                    RateLimited = _rateLimited,
                };
            }
        }
    }

    /// <summary>Notes a request that is sent now.</summary>
    /// <param name="endpoint">The operation.</param>
    /// <param name="isRetry">Whether an earlier attempt of the same call was sent before.</param>
    public void OnSent(EndpointKey endpoint, bool isRetry)
    {
        lock (_gate)
        {
            _sent[endpoint.Name] = Sent(endpoint.Name) + 1;
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

    private long Sent(string endpoint) => _sent.GetValueOrDefault(endpoint);
}

/// <summary>The requests a run sent, every attempt counted.</summary>
internal sealed record RequestCounts
{
    /// <summary>All of them, those of no kind below included.</summary>
    [JsonRequired]
    public long Total { get; init; }

    /// <summary>Pages of coupons.</summary>
    [JsonRequired]
    public long List { get; init; }

    /// <summary>Coupons read by id.</summary>
    [JsonRequired]
    public long Retrieve { get; init; }

    /// <summary>Updates.</summary>
    [JsonRequired]
    public long Update { get; init; }

    /// <summary>Creations.</summary>
    [JsonRequired]
    public long Create { get; init; }

    /// <summary>Deletions.</summary>
    [JsonRequired]
    public long Delete { get; init; }

    /// <summary>Pages of events.</summary>
    [JsonRequired]
    public long Events { get; init; }

    /// <summary>Reads of the account.</summary>
    [JsonRequired]
    public long Account { get; init; }

    /// <summary>Those of the above that repeated an earlier attempt.</summary>
    [JsonRequired]
    public long Retries { get; init; }

    /// <summary>Those refused with a named rate or concurrency limit.</summary>
    [JsonRequired]
    public long RateLimited { get; init; }
}
