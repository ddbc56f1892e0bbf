using System.Globalization;

namespace CouponSync.Settings;

/// <summary>How fast requests may be sent, and how many at once. Rates are requests per second.</summary>
internal sealed record ThrottleOptions
{
    /// <summary>What Stripe allows an account in live mode. Source: https://docs.stripe.com/rate-limits.</summary>
    public const double LiveAccountLimit = 100;

    /// <summary>What Stripe allows a sandbox, and in either mode one endpoint. Source as above.</summary>
    public const double TestAccountLimit = 25;

    /// <summary>What Stripe allows one endpoint by default. Source as above.</summary>
    public const double EndpointLimit = 25;

    /// <summary>The most requests that may ever be unanswered at once.</summary>
    public const int MostInFlight = 256;

    /// <summary>The part of a live account's allowance taken by default, so that the shop keeps its headroom.</summary>
    public const double LiveShare = 0.8;

    /// <summary>The allowance of the account, of which <see cref="Share"/> is taken
    /// (<c>Throttle:RequestsPerSecond</c>).</summary>
    public double RequestsPerSecond { get; init; } = TestAccountLimit;

    /// <summary>The allowance of each endpoint, of which <see cref="Share"/> is taken
    /// (<c>Throttle:EndpointRequestsPerSecond</c>).</summary>
    public double EndpointRequestsPerSecond { get; init; } = EndpointLimit;

    /// <summary>The part of both allowances that is taken, above 0 and up to 1 (<c>Throttle:Share</c>).</summary>
    public double Share { get; init; } = 1;

    /// <summary>How many requests may go out back to back after a quiet time (<c>Throttle:Burst</c>).</summary>
    public int Burst { get; init; } = 1;

    /// <summary>How many requests may be unanswered at once (<c>Throttle:MaxInFlight</c>).</summary>
    public int MaxInFlight { get; init; } = 16;

    /// <summary>The account's ceiling in requests per second.</summary>
    public double AccountCeiling => RequestsPerSecond * Share;

    /// <summary>Each endpoint's ceiling in requests per second.</summary>
    public double EndpointCeiling => EndpointRequestsPerSecond * Share;

    /// <summary>The ceilings that go with a key.</summary>
    /// <param name="livemode">Whether the key is a live one.</param>
    /// <param name="rate">A ceiling for the account and for each endpoint (<c>--rate</c>): taken whole, without a
    /// share. Null: Stripe's limits for the mode, and the mode's default share.</param>
    public static ThrottleOptions For(bool livemode, double? rate = null) => rate is { } ceiling
        ? new ThrottleOptions { RequestsPerSecond = ceiling, EndpointRequestsPerSecond = ceiling, Share = 1 }
        : new ThrottleOptions
        {
            RequestsPerSecond = livemode ? LiveAccountLimit : TestAccountLimit,
            EndpointRequestsPerSecond = EndpointLimit,
            Share = livemode ? LiveShare : 1,
        };

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{AccountCeiling:0.##}/s for the account, {EndpointCeiling:0.##}/s for each endpoint, {MaxInFlight} in flight");
}
