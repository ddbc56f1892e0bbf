namespace CouponSync.Pushing.Throttling;

/// <summary>
/// Tells refusals that come from congestion from stray ones, by their share among the answers: a cumulative sum
/// of log-likelihood ratios (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954). Pure.
/// </summary>
/// <remarks>Between the two shares given lies one at which refusals and acceptances cancel out; below it the sum stays
/// near nothing, above it the sum grows, the faster the greater the share.</remarks>
/// <param name="stray">The share of refusals, between 0 and 1, that says nothing about the limit.</param>
/// <param name="congested">The share that surely does.</param>
/// <param name="threshold">The sum that is believed, at up to <see cref="UsualRate"/>.</param>
internal sealed class RefusalEvidence(double stray, double congested, double threshold)
{
    /// <summary>At greater rates more is asked for, so that a false alarm stays as rare in time.</summary>
    public const double UsualRate = 25;

    private readonly double _forRefusal = Math.Log(congested / stray);
    private readonly double _forAcceptance = Math.Log((1 - congested) / (1 - stray));
    private double _sum;
    private int _answers;
    private int _refusals;

    /// <summary>Whether the refusals since the sum last began to grow are so many, and so large a part, that chance does
    /// not bring them about.</summary>
    public bool IsOverwhelming => _refusals >= 10 && _refusals >= 0.2 * _answers;

    /// <summary>Counts a request that was accepted.</summary>
    public void OnAccepted()
    {
        _sum += _forAcceptance;
        _answers++;
        if (_sum <= 0)
        {
            Reset();
        }
    }

    /// <summary>Counts a refusal.</summary>
    /// <param name="perSecond">How many requests per second there are about.</param>
    /// <param name="doubt">How many times the threshold it takes; more than 1 after false alarms.</param>
    /// <returns>Whether the refusals are now taken for congestion.</returns>
    public bool OnRefused(double perSecond, double doubt = 1)
    {
        _sum += _forRefusal;
        _answers++;
        _refusals++;
        return _sum >= doubt * (threshold + Math.Log(Math.Max(1, perSecond / UsualRate)));
    }

    /// <summary>Forgets what came before a change of the limit.</summary>
    public void Reset() => (_sum, _answers, _refusals) = (0, 0, 0);
}
