namespace CouponSync.Http;

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
    public HttpRequestMessage ForAttempt(Attempt attempt)
    {
        var copy = new HttpRequestMessage(_request.Method, WithEncodedSpaces(_request.RequestUri))
        {
            Version = _request.Version,
            VersionPolicy = _request.VersionPolicy,
        };
        foreach (var (name, values) in _request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
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

        attempt.AttachTo(copy);
        return copy;
    }

    /// <summary>
    /// Stripe.net encodes a space in an id as it would in a form, as a plus sign, and a plus sign as %2B. In a path a
    /// plus sign stands for itself, so an id with a space would never be found.
    /// </summary>
    private static Uri? WithEncodedSpaces(Uri? address)
    {
        if (address is not { IsAbsoluteUri: true } || !address.AbsolutePath.Contains('+', StringComparison.Ordinal))
        {
            return address;
        }

        var path = address.AbsolutePath.Replace("+", "%20", StringComparison.Ordinal);
        return new Uri(address.GetLeftPart(UriPartial.Authority) + path + address.Query);
    }
}
