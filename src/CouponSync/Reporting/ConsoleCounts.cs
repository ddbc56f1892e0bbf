using System.Globalization;
using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>Writes the figures of a report: rows and outcomes side by side.</summary>
/// <param name="console">Where to write.</param>
internal sealed class ConsoleCounts(IAnsiConsole console)
{
    private const int Gap = 6;

    /// <summary>Writes them.</summary>
    public void Write(RunReport report)
    {
        var (run, summary) = (report.Run, report.Summary);
        var left = Cells(ReportCounts.Rows(summary));
        var right = Cells(ReportCounts.Outcomes(run, summary));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var line = new StyledLine();
            if (i < left.Length)
            {
                Add(line, left[i]);
            }

            if (i < right.Length)
            {
                line.PadTo((left.Length > 0 ? VisibleText.Cells(left[0].Text) : 0) + Gap);
                Add(line, right[i]);
            }

            line.WriteTo(console);
        }
    }

    private static (string Text, ReportCount Count)[] Cells(IReadOnlyList<ReportCount> counts)
    {
        var shown = counts.Where(c => c.Value != 0 || c.Always).ToList();
        if (shown.Count == 0)
        {
            return [];
        }

        var labels = shown.Max(c => c.Label.Length);
        var figures = shown.Max(c => Figures.Count(c.Value).Length);
        return
        [
            .. shown.Select(c => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{c.Label.PadRight(labels)}  {Figures.Count(c.Value).PadLeft(figures)}"),
                c)),
        ];
    }

    private static void Add(StyledLine line, (string Text, ReportCount Count) cell)
    {
        var style = cell.Count switch
        {
            { Value: 0 } => StyledLine.Quiet,
            { Name: "failed" or "unknown" or "stale" or "missing" or "conflict" or "invalid" or "notAttempted" } => StyledLine.Wrong,
            { Name: "update" } => StyledLine.Changed,
            { Name: "applied" or "create" } => StyledLine.Added,
            { Name: "delete" } => StyledLine.Removed,
            _ => Style.Plain,
        };
        line.Add(cell.Text, style);
    }
}
