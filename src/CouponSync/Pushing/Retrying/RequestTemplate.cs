namespace CouponSync.Pushing.Retrying;

/// <summary>A request with its body in memory, from which each attempt gets its own copy: a sent message, and the
/// stream of its content, can be used once only.</summary>
internal sealed class RequestTemplate
{
    private readonly HttpRequestMessage _request;
    private readonly byte[]? _body;

    private RequestTemplate(HttpRequestMessage request, byte[]? body)
    {
        _request = request;
        _body = body;
        IdempotencyKey = request.Headers.TryGetValues(IdempotencyKeys.Header, out var values) ? values.First() : null;
    }

    /// <summary>The key the request came with; null without one.</summary>
    public string? IdempotencyKey { get; }

    /// <summary>Reads the body of a request.</summary>
    public static async Task<RequestTemplate> CaptureAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        new(request, request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : null);

    /// <summary>Makes the message of one attempt.</summary>
    /// <param name="attempt">What it is within the call.</param>
    /// <param name="idempotencyKey">The key to send in place of the request's own; null to send none.</param>
    public HttpRequestMessage ForAttempt(Attempt attempt, string? idempotencyKey)
    {
        var copy = new HttpRequestMessage(_request.Method, _request.RequestUri)
        {
            Version = _request.Version,
            VersionPolicy = _request.VersionPolicy,
        };
        foreach (var (name, values) in _request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        if (idempotencyKey != IdempotencyKey)
        {
            copy.Headers.Remove(IdempotencyKeys.Header);
            copy.Headers.TryAddWithoutValidation(IdempotencyKeys.Header, idempotencyKey);
        }

        foreach (var option in _request.Options)
        {
            ((IDictionary<string, object?>)copy.Options)[option.Key] = option.Value;
        }

        if (_body is not null)
        {
            copy.Content = new ByteArrayContent(_body);
            foreach (var (name, values) in _request.Content!.Headers.NonValidated)
            {
                copy.Content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        attempt.Mark(copy);
        return copy;
    }
}
