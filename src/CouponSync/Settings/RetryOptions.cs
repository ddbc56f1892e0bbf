using System.ComponentModel.DataAnnotations;
using CouponSync.Text;

namespace CouponSync.Settings;

/// <summary>Section <c>Retry</c>, with <c>Http:AttemptTimeout</c>: how often and how long a request is tried again.</summary>
internal sealed record RetryOptions
{
    /// <summary>How many attempts of a request may end in an error, the first included.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 6;

    /// <summary>How many attempts of a request may be refused with 429. They are no errors: the throttle slows down
    /// meanwhile, and <see cref="TotalTime"/> bounds them.</summary>
    [Range(1, 10_000)]
    public int MaxRefusals { get; init; } = 60;

    /// <summary>How many attempts may fail at name resolution or TLS before the run ends; such failures seldom pass.</summary>
    [Range(1, 100)]
    public int MaxUnreachableAttempts { get; init; } = 2;

    /// <summary>The longest first wait; it doubles with each attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait; not less than <see cref="BaseDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long all attempts may take together: none begins later than this after the first, and none is waited
    /// for longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one attempt may take from sending to the last byte of the answer; waiting for its turn does not
    /// count. Stripe's own SDKs take 80 s.</summary>
    [Section("Http")]
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(80);

    /// <summary>Checks what no range of a single setting says.</summary>
    /// <exception cref="SettingsException">The waits contradict each other.</exception>
    public RetryOptions Checked() => MaxDelay >= BaseDelay
        ? this
        : throw new SettingsException(
            $"Retry:MaxDelay is '{Duration.Format(MaxDelay)}', but must not be less than Retry:BaseDelay, which is {Duration.Format(BaseDelay)}.");
}
