namespace CouponSync.Reporting.Progress;

/// <summary>Shows progress; called by <see cref="RunProgress"/> under its lock, so never by two threads at a time.</summary>
internal interface IProgressDisplay
{
    /// <summary>How often it wants to be called.</summary>
    TimeSpan Interval { get; }

    /// <summary>A stage has begun.</summary>
    void Started(ProgressSnapshot progress);

    /// <summary>Time has passed.</summary>
    void Tick(ProgressSnapshot progress);

    /// <summary>Shows a sentence that stays.</summary>
    void Note(string sentence);

    /// <summary>Takes away what is on the screen and would be in the way of other output.</summary>
    void Clear();
}
