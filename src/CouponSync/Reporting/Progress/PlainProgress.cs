namespace CouponSync.Reporting.Progress;

/// <summary>
/// Progress without a terminal: a line when a stage begins, and one every half minute so that whoever watches a log
/// sees that it lives.
/// </summary>
/// <param name="writer">Standard error.</param>
internal sealed class PlainProgress(TextWriter writer) : IProgressDisplay
{
    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public void Started(ProgressSnapshot progress) =>
        writer.WriteLine(progress.Total is { } total ? $"{progress.Title}: {progress.Items(total)}" : progress.Title);

    /// <inheritdoc/>
    public void Tick(ProgressSnapshot progress) =>
        writer.WriteLine($"{progress.Title}: {string.Join(", ", progress.Details())}");

    /// <inheritdoc/>
    public void Note(string sentence) => writer.WriteLine(sentence);

    /// <inheritdoc/>
    public void Clear()
    {
    }
}
