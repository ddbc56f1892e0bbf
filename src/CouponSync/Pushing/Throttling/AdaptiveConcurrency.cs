namespace CouponSync.Pushing.Throttling;

/// <summary>
/// How many requests may be unanswered at once: the ceiling while the server accepts it, and what it allows once it
/// has refused. Pure; instants in ticks are passed in. See <see cref="ProbingLimit"/> for the law.
/// </summary>
internal sealed class AdaptiveConcurrency
{
    private readonly ProbingLimit _limit;

    /// <summary>Begins at the ceiling.</summary>
    /// <param name="ceiling">The most the settings allow.</param>
    public AdaptiveConcurrency(int ceiling) => _limit = new ProbingLimit(new ProbingLaw(ceiling, 1, LeastStep: 1));

    /// <summary>The limit in force; at least 1.</summary>
    public int Current => (int)_limit.Current;

    /// <summary>Whether refusals hold it below the ceiling.</summary>
    public bool IsCut => _limit.IsCut;

    /// <summary>Takes the step that is due at <paramref name="now"/>, if any.</summary>
    public void Advance(long now) => _limit.Advance(now, Current);

    /// <summary>Notes a request that was not refused for being one too many.</summary>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="inFlight">How many were unanswered when it was sent, itself included.</param>
    public void OnAccepted(long sentAt, int inFlight)
    {
        _limit.OnAccepted(sentAt, isProof: inFlight >= Current);
    }

    /// <summary>Notes a refusal for being one too many.</summary>
    /// <returns>Whether it made the limit fall; refusals of one congestion do so once.</returns>
    public bool OnRefused(long now, long sentAt, int inFlight, double perSecond) =>
        _limit.OnRefused(now, sentAt, inFlight, perSecond);
}
