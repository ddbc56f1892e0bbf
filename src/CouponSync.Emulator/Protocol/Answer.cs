namespace CouponSync.Emulator;

/// <summary>What an endpoint answered, before the headers of the protocol are added.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, UTF-8 JSON.</param>
/// <param name="IsRemembered">Whether an idempotency key of the request remembers it.</param>
/// <param name="IsRefusal">Whether it is a refusal that needed the account's state.</param>
internal sealed record Answer(int Status, byte[] Body, bool IsRemembered, bool IsRefusal = false)
{
    /// <summary>Why a limit refused it (header <c>Stripe-Rate-Limited-Reason</c>), or null.</summary>
    public string? RateLimitedReason { get; init; }

    /// <summary>The header <c>Stripe-Should-Retry</c>, or null.</summary>
    public bool? ShouldRetry { get; init; }
}
