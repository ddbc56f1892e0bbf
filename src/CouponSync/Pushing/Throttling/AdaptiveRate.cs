namespace CouponSync.Pushing.Throttling;

/// <summary>
/// The rate of one bucket: the ceiling while the server accepts it, and just under what it allows once it has
/// refused. Pure; instants in ticks are passed in. See <see cref="ProbingLimit"/> for the law.
/// </summary>
internal sealed class AdaptiveRate
{
    private readonly ProbingLimit _limit;
    private readonly RateEstimate _sent = new();

    /// <summary>Begins at the ceiling.</summary>
    /// <param name="ceiling">The rate allowed by the settings, in requests per second.</param>
    public AdaptiveRate(double ceiling)
    {
        var paced = ceiling * Pacer.Margin;
        _limit = new ProbingLimit(new ProbingLaw(paced, Math.Min(0.25, paced), LeastStep: 0));
    }

    /// <summary>The rate in force, in requests per second.</summary>
    public double Current => _limit.Current;

    /// <summary>Whether refusals hold it below the ceiling.</summary>
    public bool IsCut => _limit.IsCut;

    /// <summary>How long nothing is sent after a cut.</summary>
    public TimeSpan Pause => _limit.PauseAfterCut;

    /// <summary>Takes the step that is due at <paramref name="now"/>, if any.</summary>
    public void Advance(long now) => _limit.Advance(now, (int)Math.Ceiling(Current * 0.75));

    /// <summary>Notes a request sent.</summary>
    public void OnSent(long now) => _sent.Add(now);

    /// <summary>Notes a request, sent at <paramref name="sentAt"/>, that was not refused for its rate.</summary>
    public void OnAccepted(long sentAt) => _limit.OnAccepted(sentAt);

    /// <summary>Notes a refusal for this rate.</summary>
    /// <returns>Whether it made the rate fall; refusals of one congestion do so once.</returns>
    public bool OnRefused(long now, long sentAt)
    {
        // The first time the ceiling may be far above what was really sent. Later the limit itself sets the pace, and
        // the pauses after cuts would make the estimate too low.
        var inUse = IsCut ? Current : _sent.PerSecond ?? Current;
        return _limit.OnRefused(now, sentAt, inUse, Current);
    }
}
