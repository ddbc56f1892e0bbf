namespace CouponSync.Emulator;

/// <summary>One request the emulator saw. The API key is not part of it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="At">When it came.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">Path and query as sent.</param>
/// <param name="Endpoint">The endpoint, such as <c>POST /v1/coupons/{id}</c>.</param>
/// <param name="Status">The HTTP status, or 0 when there was no answer.</param>
/// <param name="RequestId">Its id.</param>
/// <param name="Livemode">The mode of its key, or null when it had none that is accepted.</param>
/// <param name="IdempotencyKey">Its idempotency key, or null.</param>
/// <param name="IsReplayed">Whether the answer was the remembered one.</param>
/// <param name="Applied">Whether it changed the account.</param>
/// <param name="RateLimitedReason">The limit that refused it, or null.</param>
/// <param name="Fault">The scripted fault that hit it, or null.</param>
/// <param name="Body">The request's body.</param>
public sealed record LoggedRequest(
    long Number,
    DateTimeOffset At,
    string Method,
    string PathAndQuery,
    string Endpoint,
    int Status,
    string RequestId,
    bool? Livemode,
    string? IdempotencyKey,
    bool IsReplayed,
    bool Applied,
    string? RateLimitedReason,
    string? Fault,
    string Body);

/// <summary>The latest requests, up to a certain number. Thread-safe.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly Queue<LoggedRequest> _requests = new();
    private readonly int _capacity;
    private long _number;

    internal RequestLog(int capacity) => _capacity = capacity;

    /// <summary>The requests kept, in the order in which they were answered.</summary>
    public IReadOnlyList<LoggedRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    /// <summary>Forgets all requests.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    internal void Add(LoggedRequest request)
    {
        lock (_gate)
        {
            _requests.Enqueue(request with { Number = ++_number });
            while (_requests.Count > _capacity)
            {
                _requests.Dequeue();
            }
        }
    }
}
