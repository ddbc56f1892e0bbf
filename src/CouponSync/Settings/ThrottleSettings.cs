using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Throttle</c>: what part of Stripe's limits is taken. What is not set follows from the key's mode.</summary>
internal sealed class ThrottleSettings
{
    /// <summary>The most requests a second, for the account and for each endpoint alike. Where it is set, the next three do not count.</summary>
    [Range(0.1, 10_000.0)]
    public double? Rate { get; set; }

    /// <summary>The requests a second that Stripe allows the account; <see cref="Share"/> of them are used.</summary>
    [Range(0.1, 10_000.0)]
    public double? RequestsPerSecond { get; set; }

    /// <summary>The requests a second that Stripe allows each endpoint; <see cref="Share"/> of them are used.</summary>
    [Range(0.1, 10_000.0)]
    public double? EndpointRequestsPerSecond { get; set; }

    /// <summary>The part of both allowances that is used.</summary>
    [Range(0.01, 1.0)]
    public double? Share { get; set; }

    /// <summary>How many requests may go out back to back after a quiet time.</summary>
    [Range(1, 100)]
    public int? Burst { get; set; }

    /// <summary>How many requests may be unanswered at once.</summary>
    [Range(1, ThrottleOptions.MostInFlight)]
    public int? MaxInFlight { get; set; }

    /// <summary>Completes the settings with the defaults of a mode.</summary>
    /// <param name="livemode">Whether the key is a live one.</param>
    public ThrottleOptions Resolve(bool livemode)
    {
        var defaults = ThrottleOptions.For(livemode, Rate);
        return defaults with
        {
            RequestsPerSecond = Rate is null && RequestsPerSecond is { } account ? account : defaults.RequestsPerSecond,
            EndpointRequestsPerSecond = Rate is null && EndpointRequestsPerSecond is { } endpoint ? endpoint : defaults.EndpointRequestsPerSecond,
            Share = Rate is null && Share is { } share ? share : defaults.Share,
            Burst = Burst ?? defaults.Burst,
            MaxInFlight = MaxInFlight ?? defaults.MaxInFlight,
        };
    }
}
