namespace CouponSync.Pushing;

/// <summary>What became of the changes of a plan, by number.</summary>
internal sealed class PushCounts
{
    private long _applied;
    private long _failed;
    private long _unknown;
    private long _stale;
    private long _alreadyApplied;
    private long _deviating;

    /// <summary>Changes that Stripe confirmed.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>Changes that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Changes of which it is not known whether they were made.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Changes that were not made because their coupon has changed since they were planned.</summary>
    public long Stale => Interlocked.Read(ref _stale);

    /// <summary>Changes that were in place before they were made.</summary>
    public long AlreadyApplied => Interlocked.Read(ref _alreadyApplied);

    /// <summary>Those of the failed ones that were made, but left their coupon otherwise than asked for.</summary>
    public long Deviating => Interlocked.Read(ref _deviating);

    /// <summary>Changes that were begun, whatever became of them.</summary>
    public long Attempted => Applied + Failed + Unknown + Stale + AlreadyApplied;

    /// <summary>Counts a result.</summary>
    public void Add(ChangeResult result)
    {
        switch (result.Outcome)
        {
            case ChangeOutcome.Applied:
                Interlocked.Increment(ref _applied);
                break;
            case ChangeOutcome.Failed:
                Interlocked.Increment(ref _failed);
                if (result.IsDeviating)
                {
                    Interlocked.Increment(ref _deviating);
                }

                break;
            case ChangeOutcome.Unknown:
                Interlocked.Increment(ref _unknown);
                break;
            case ChangeOutcome.Stale:
                Interlocked.Increment(ref _stale);
                break;
            case ChangeOutcome.Unchanged:
                Interlocked.Increment(ref _alreadyApplied);
                break;
        }
    }
}
