namespace CouponSync.Reporting.Progress;

/// <summary>Where the stages of a run say how far they are. All members may be called from any thread.</summary>
internal interface IProgressSink
{
    /// <summary>A stage begins; the one before is over.</summary>
    /// <param name="phase">Which.</param>
    /// <param name="total">How many items it has; null when that is not known.</param>
    void Start(ProgressPhase phase, long? total);

    /// <summary>Further items are done, however they came out.</summary>
    void Advance(long items = 1);

    /// <summary>An item among the done ones failed.</summary>
    void Failed();

    /// <summary>Of an item among the done ones it is not known whether it was done.</summary>
    void Unknown();

    /// <summary>Stripe refused a request because of a rate limit; it is tried again.</summary>
    void RateLimited();

    /// <summary>Says something that stays to be read. The log has it too, from whoever says it.</summary>
    void Note(string sentence);
}

/// <summary>Says nothing; for <c>--quiet</c>.</summary>
internal sealed class NoProgress : IProgressSink
{
    /// <summary>The one there needs to be.</summary>
    public static NoProgress Instance { get; } = new();

    private NoProgress()
    {
    }

    /// <inheritdoc/>
    public void Start(ProgressPhase phase, long? total)
    {
    }

    /// <inheritdoc/>
    public void Advance(long items = 1)
    {
    }

    /// <inheritdoc/>
    public void Failed()
    {
    }

    /// <inheritdoc/>
    public void Unknown()
    {
    }

    /// <inheritdoc/>
    public void RateLimited()
    {
    }

    /// <inheritdoc/>
    public void Note(string sentence)
    {
    }
}
