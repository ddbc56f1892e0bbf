using System.Globalization;
using System.Text;
using CouponSync.Planning;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>The counts as bars in SVG, each with a legend that holds the same figures as text.</summary>
internal static class HtmlPictures
{
    private const double Width = 1000;

    // A single row among a million must still be seen.
    private const double Thinnest = 6;
    private const double Gap = 2;

    /// <summary>The bars: what the plan wants of the rows; what became of the changes, or what they consist of.</summary>
    public static string Render(RunReport report, KeyTally tally)
    {
        var html = new StringBuilder();
        if (report.Summary.Rows > 0)
        {
            AppendPicture(html, Figures.Count(report.Summary.Rows, "row") + (report.Run.Input is null ? " in the plan" : " in the file"), [.. ReportCounts.Verdicts(report.Summary)]);
        }

        if (report.Summary.Changes == 0)
        {
            return html.ToString();
        }

        if (report.Run.DryRun)
        {
            AppendPicture(html, PlannedTitle(report.Summary, tally),
            [
                new("changed", "Values changed", tally.Changed),
                new("added", "Keys added", tally.Added),
                new("removed", "Keys removed", tally.Removed),
                new("delete", "Coupons deleted", report.Summary.Delete),
            ]);
        }
        else
        {
            AppendPicture(
                html,
                Figures.Count(report.Summary.Changes, "change") + ", by what became of them",
                [.. ReportCounts.Outcomes(report.Run, report.Summary).Where(c => !c.IsAside)]);
        }

        return html.ToString();
    }

    // A change can hold several values, so the legend's figures add up to the values, not to the changes.
    private static string PlannedTitle(RunCounts summary, KeyTally tally)
    {
        var values = tally.Changed + tally.Added + tally.Removed;
        var changes = Figures.Count(summary.Changes, "change");
        return summary.Delete == 0
            ? $"{Figures.Count(values, "value")} in {changes}"
            : $"{Figures.Count(values, "value")} and {Figures.Count(summary.Delete, "deleted coupon")} in {changes}";
    }

    /// <summary>A key's changes as a small bar, its length in proportion to the commonest key.</summary>
    public static string Share(KeyCount key, long most)
    {
        var counts = new ReportCount[]
        {
            new("changed", "", key.Changed), new("added", "", key.Added), new("removed", "", key.Removed),
        };
        return Bar(counts, Width * key.Total / Math.Max(1, most), "role=\"presentation\"");
    }

    private static void AppendPicture(StringBuilder html, string title, IReadOnlyList<ReportCount> counts)
    {
        var shown = counts.Where(c => c.Value > 0).ToList();
        var words = string.Join(", ", shown.Select(c => $"{c.Label}: {Figures.Count(c.Value)}"));
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"picture\"><h2>{title}</h2>");
        html.Append(Bar(shown, Width, $"class=\"bar\" role=\"img\" aria-label=\"{words}\""));
        html.Append("<ul class=\"legend\">");
        foreach (var count in shown)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<li><span class=\"figure\" data-count=\"{count.Name}\">{Figures.Count(count.Value)}</span>"
                + $"<span class=\"swatch is-{count.Name}\"></span><span class=\"label\">{count.Label}</span></li>");
        }

        html.Append("</ul></div>");
    }

    private static string Bar(IReadOnlyList<ReportCount> counts, double width, string attributes)
    {
        var shown = counts.Where(c => c.Value > 0).ToList();
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} 20\" preserveAspectRatio=\"none\" {attributes}>");
        var total = shown.Sum(c => c.Value);
        var room = Math.Max(0, width - (Thinnest * shown.Count) - (Gap * (shown.Count - 1)));
        var x = 0.0;
        foreach (var count in shown)
        {
            var length = Thinnest + (room * count.Value / total);
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"is-{count.Name}\" x=\"{x:0.##}\" y=\"0\" width=\"{length:0.##}\" height=\"20\"/>");
            x += length + Gap;
        }

        return svg.Append("</svg>").ToString();
    }
}
