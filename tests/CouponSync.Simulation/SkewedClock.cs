namespace CouponSync.Simulation;

/// <summary>The clock of a machine that is ahead of, or behind, everybody else's; its timers are right.</summary>
/// <param name="right">The right time.</param>
/// <param name="ahead">How far it is ahead at first.</param>
internal class SkewedClock(TimeProvider right, TimeSpan ahead) : TimeProvider
{
    /// <summary>How far it is ahead; it may be set.</summary>
    public TimeSpan Ahead { get; set; } = ahead;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => right.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => right.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Ahead;

    /// <inheritdoc/>
    public override long GetTimestamp() => right.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        right.CreateTimer(callback, state, dueTime, period);
}
