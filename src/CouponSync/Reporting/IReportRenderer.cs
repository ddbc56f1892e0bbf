namespace CouponSync.Reporting;

/// <summary>Turns a run's report into one kind of file.</summary>
internal interface IReportRenderer
{
    /// <summary>
    /// Writes the whole report, in UTF-8 without a byte order mark. Changes and problems are streamed: memory does
    /// not grow with their number.
    /// </summary>
    /// <param name="report">What to write.</param>
    /// <param name="output">Where to; left open.</param>
    /// <param name="cancellationToken">Gives up half-way.</param>
    Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken);
}
