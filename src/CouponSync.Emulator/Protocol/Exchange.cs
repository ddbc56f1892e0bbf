namespace CouponSync.Emulator;

/// <summary>A request on its way, with what is found out about it.</summary>
internal sealed class Exchange(EmulatorRequest request, string requestId, DateTimeOffset startedAt)
{
    public EmulatorRequest Request => request;

    public string RequestId { get; } = requestId;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Where it goes.</summary>
    public Route Route { get; } = Route.Of(request.Method, PathOf(request.PathAndQuery));

    /// <summary>Its idempotency key; only a POST has one that counts.</summary>
    public string? IdempotencyKey { get; } = request.Method == "POST" ? request.Header("Idempotency-Key") : null;

    /// <summary>The id of the request that was answered first under its key.</summary>
    public string OriginalRequestId { get; set; } = requestId;

    public bool? Livemode { get; set; }

    public int Status { get; set; }

    public bool IsReplayed { get; set; }

    public bool Applied { get; set; }

    public string? RateLimitedReason { get; set; }

    public FaultRule? Fault { get; set; }

    /// <summary>The query, without its question mark.</summary>
    public ReadOnlySpan<char> Query
    {
        get
        {
            var mark = request.PathAndQuery.IndexOf('?', StringComparison.Ordinal);
            return mark < 0 ? [] : request.PathAndQuery.AsSpan(mark + 1);
        }
    }

    /// <summary>The answer to an error.</summary>
    public Answer Refuse(ApiError error) => new(
        error.Status,
        JsonBodies.Error(error, RequestId, Livemode ?? false),
        error.IsRemembered,
        IsRefusal: error.Status < 500);

    /// <summary>What the log keeps.</summary>
    public LoggedRequest ToLog(string body) => new(
        0,
        startedAt,
        request.Method,
        request.PathAndQuery,
        Route.Endpoint,
        Status,
        RequestId,
        Livemode,
        IdempotencyKey,
        IsReplayed,
        Applied,
        RateLimitedReason,
        Fault is null ? null : FaultRuleText.NameOf(Fault),
        body);

    private static string PathOf(string pathAndQuery)
    {
        var mark = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? pathAndQuery : pathAndQuery[..mark];
    }
}
