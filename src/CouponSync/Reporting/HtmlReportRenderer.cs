using System.Text;

namespace CouponSync.Reporting;

/// <summary>
/// The report as a page to look at: one file that asks nothing of the network, with a content security policy that
/// lets its own style and script run and nothing else. Its parts are under <c>Html/</c>.
/// </summary>
/// <param name="maxChanges">The most changes the page holds; beyond it a browser gets slow.</param>
/// <param name="maxProblems">The most problems the page holds.</param>
internal sealed class HtmlReportRenderer(
    int maxChanges = HtmlReportRenderer.DefaultMaxChanges,
    int maxProblems = HtmlReportRenderer.DefaultMaxProblems) : IReportRenderer
{
    /// <summary>Changes held by default: some 20 MB, which a phone still opens.</summary>
    public const int DefaultMaxChanges = 100_000;

    /// <summary>Problems held by default.</summary>
    public const int DefaultMaxProblems = 20_000;

    /// <inheritdoc/>
    public async Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken)
    {
        var tally = KeyTally.Of(report.Changes, cancellationToken);
        var parts = new HtmlReportParts(report, tally, maxChanges);
        foreach (var (text, isSlot) in HtmlAssets.Template)
        {
            if (isSlot && string.Equals(text, "data", StringComparison.Ordinal))
            {
                await HtmlReportData.WriteAsync(output, report, maxChanges, maxProblems, cancellationToken);
            }
            else
            {
                var piece = isSlot ? parts.Fill(text) : text;
                await output.WriteAsync(Encoding.UTF8.GetBytes(piece), cancellationToken);
            }
        }
    }
}
