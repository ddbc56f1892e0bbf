namespace CouponSync.Reporting.Progress;

/// <summary>
/// How fast a stage goes, over the last while rather than since its start: a throttle that slows down shows at once,
/// and a slow beginning is forgotten. Pure arithmetic: the caller says what time it is.
/// </summary>
/// <param name="window">How far back it looks.</param>
internal sealed class ProgressRate(TimeSpan window)
{
    /// <summary>Before so much time has passed a rate is a guess.</summary>
    public static readonly TimeSpan ShortestBasis = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan At, long Done)> _observed = new();
    private (TimeSpan At, long Done) _latest;

    /// <summary>Notes how many items are done.</summary>
    /// <param name="at">Time since any fixed instant; never less than before.</param>
    /// <param name="done">Items done since the stage's start.</param>
    public void Observe(TimeSpan at, long done)
    {
        _observed.Enqueue((at, done));
        _latest = (at, done);

        // The first one outside of the window stays: the window must be covered whole.
        while (_observed.Count > 2 && _observed.ElementAt(1).At <= at - window)
        {
            _observed.Dequeue();
        }
    }

    /// <summary>Items per second; null when too little has been seen to say.</summary>
    public double? PerSecond()
    {
        if (!_observed.TryPeek(out var first) || _latest.At - first.At < ShortestBasis)
        {
            return null;
        }

        return (_latest.Done - first.Done) / (_latest.At - first.At).TotalSeconds;
    }

    /// <summary>The time until all items are done at this rate; null when that cannot be said.</summary>
    public TimeSpan? TimeLeft(long? total)
    {
        if (total is not { } all || PerSecond() is not { } rate || rate <= 0)
        {
            return null;
        }

        var seconds = Math.Max(0, all - _latest.Done) / rate;
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
