namespace CouponSync.Tests.Support;

/// <summary>A timer of <see cref="ManualTimeProvider"/>; its callback runs under the context it was created in.</summary>
internal sealed class ManualTimer(
    ManualTimeProvider clock, TimerCallback callback, object? state, ExecutionContext? context) : ITimer
{
    private readonly Lock _gate = new();
    private long _version;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        long version;
        lock (_gate)
        {
            if (_version < 0)
            {
                return false;
            }

            version = ++_version;
            _period = period;
        }

        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            clock.Schedule(this, version, dueTime);
        }

        return true;
    }

    /// <summary>Whether what was scheduled under this version has been neither changed, fired nor disposed since.</summary>
    internal bool IsCurrent(long version) => Volatile.Read(ref _version) == version;

    /// <summary>Runs the callback; a periodic timer is set anew first.</summary>
    internal void Fire()
    {
        TimeSpan period;
        lock (_gate)
        {
            if (_version < 0)
            {
                return;
            }

            period = _period;
        }

        Change(period <= TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period, period);
        if (context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(context, static timer => ((ManualTimer)timer!).Call(), this);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _version = -1;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => callback(state);
}
