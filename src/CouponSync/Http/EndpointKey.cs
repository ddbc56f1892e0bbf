namespace CouponSync.Http;

/// <summary>
/// A named operation of Stripe's API whatever the id, which is what Stripe limits: all of
/// <c>POST /v1/coupons/{id}</c> share one allowance, <c>GET /v1/coupons</c> has another.
/// Source: https://docs.stripe.com/rate-limits.
/// </summary>
/// <param name="Name">The operation as Stripe's reference writes it, such as <c>GET /v1/coupons/{id}</c>.</param>
internal readonly record struct EndpointKey(string Name)
{
    private const string VersionPrefix = "/v1/";

    /// <summary>Names the operation of a request by its method and path.</summary>
    /// <param name="request">A request with an absolute address; the API may live below a path of its host.</param>
    public static EndpointKey From(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var path = request.RequestUri is { IsAbsoluteUri: true } uri ? uri.AbsolutePath : "/";
        var start = path.IndexOf(VersionPrefix, StringComparison.Ordinal);
        var segments = (start < 0 ? path : path[(start + VersionPrefix.Length)..])
            .Split('/', StringSplitOptions.RemoveEmptyEntries);

        // Resources and ids take turns: coupons/{id}, accounts/{id}/capabilities/{id}.
        var template = string.Join('/', segments.Select((segment, i) => i % 2 == 0 ? segment : "{id}"));
        return new EndpointKey($"{request.Method.Method} {(start < 0 ? "/" : VersionPrefix)}{template}");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
