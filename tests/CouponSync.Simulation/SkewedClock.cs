namespace CouponSync.Simulation;

/// <summary>The clock of a machine that is ahead of, or behind, everybody else's; its timers are right.</summary>
internal sealed class SkewedClock(TimeProvider right, TimeSpan ahead) : TimeProvider
{
    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => right.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => right.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + ahead;

    /// <inheritdoc/>
    public override long GetTimestamp() => right.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        right.CreateTimer(callback, state, dueTime, period);
}
