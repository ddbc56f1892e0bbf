using Serilog;

namespace CouponSync.Reporting.Progress;

/// <summary>Progress as lines of the log, where standard error carries nothing but the log.</summary>
/// <param name="log">The log.</param>
internal sealed class LogProgress(ILogger log) : IProgressDisplay
{
    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public void Started(ProgressSnapshot progress) =>
        log.Information("{Stage} ({Total} in all)", progress.Title, progress.Total);

    /// <inheritdoc/>
    public void Tick(ProgressSnapshot progress) =>
        log.Information("{Stage}: {Details}", progress.Title, string.Join(", ", progress.Details()));

    /// <inheritdoc/>
    public void Note(string sentence)
    {
        // Standard error carries the log, which has it.
    }

    /// <inheritdoc/>
    public void Clear()
    {
    }
}
