using CouponSync.Coupons;
using CouponSync.Pushing.Throttling;

namespace CouponSync.Pushing.Retrying;

/// <summary>How often and how long a request is tried again.</summary>
internal sealed record RetryOptions
{
    /// <summary>The most attempts that may end in an error, the first included (<c>Retry:MaxAttempts</c>).</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>The most attempts refused with 429 (<c>Retry:MaxRefusals</c>). They are no errors: the throttle slows
    /// down meanwhile, and patience pays; <see cref="TotalTime"/> bounds it.</summary>
    public int MaxRefusals { get; init; } = 60;

    /// <summary>The most attempts that may end in a failure of name resolution or of TLS
    /// (<c>Retry:MaxUnreachableAttempts</c>); these seldom pass, and end the run.</summary>
    public int MaxUnreachableAttempts { get; init; } = 2;

    /// <summary>The upper bound of the first wait; it doubles with each attempt (<c>Retry:BaseDelay</c>).</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The upper bound of every wait (<c>Retry:MaxDelay</c>).</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long all attempts may take together (<c>Retry:TotalTime</c>): none begins later than this after the
    /// first, and none is waited for longer.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one attempt may take from sending to the last byte of the answer
    /// (<c>Http:AttemptTimeout</c>); waiting for its turn does not count. Stripe's own SDKs take 80 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(80);

    /// <summary>Checks every setting.</summary>
    /// <returns>A problem for each setting outside its range, which names the setting, its value and the range.</returns>
    public IReadOnlyList<Problem> Validate() =>
    [
        .. SettingRange.Check("Retry:MaxAttempts", MaxAttempts, 1, 100),
        .. SettingRange.Check("Retry:MaxRefusals", MaxRefusals, 1, 10_000),
        .. SettingRange.Check("Retry:MaxUnreachableAttempts", MaxUnreachableAttempts, 1, 100),
        .. SettingRange.Check("Retry:BaseDelay", BaseDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
        .. SettingRange.Check("Retry:MaxDelay", MaxDelay, BaseDelay, TimeSpan.FromMinutes(10)),
        .. SettingRange.Check("Retry:TotalTime", TotalTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        .. SettingRange.Check("Http:AttemptTimeout", AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
    ];
}
