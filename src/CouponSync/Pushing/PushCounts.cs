namespace CouponSync.Pushing;

/// <summary>What became of the changes of a plan, by number.</summary>
internal sealed class PushCounts
{
    private long _applied;
    private long _failed;

    /// <summary>Changes that Stripe confirmed.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>Changes that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Changes that were attempted to their end.</summary>
    public long Attempted => Applied + Failed;

    /// <summary>Counts a result.</summary>
    public void Add(ChangeOutcome outcome)
    {
        switch (outcome)
        {
            case ChangeOutcome.Applied:
                Interlocked.Increment(ref _applied);
                break;
            case ChangeOutcome.Failed:
                Interlocked.Increment(ref _failed);
                break;
        }
    }
}
