namespace CouponSync.Tests.StripeApi;

/// <summary>A request as it left the SDK, its body read.</summary>
internal sealed record SentRequest(
    HttpMethod Method,
    Uri Address,
    IReadOnlyDictionary<string, string> Headers,
    string? ContentType,
    string? Body);
