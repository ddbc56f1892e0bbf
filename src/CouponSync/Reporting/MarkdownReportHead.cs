using System.Globalization;
using System.Text;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>What stands before and after the tables of a Markdown report.</summary>
internal static class MarkdownReportHead
{
    private const int MostNotes = 20;

    /// <summary>Headline, notes and counts.</summary>
    public static string Render(RunReport report)
    {
        var (run, summary) = (report.Run, report.Summary);
        var headline = Headline.Of(run, summary);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Mark(headline.Tone)} CouponSync {MarkdownText.Sentence(run.Command)}");
        text.Append(run.DryRun ? " (dry run)" : string.Empty).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"**{MarkdownText.Sentence(headline.Text)}**\n\n");
        foreach (var note in run.Notes.Take(MostNotes))
        {
            text.Append(CultureInfo.InvariantCulture, $"> {MarkdownText.Sentence(note)}\n>\n");
        }

        text.Append(run.Notes.Count > 0 ? "\n" : string.Empty);
        var counts = ReportCounts.Rows(summary).Concat(ReportCounts.Outcomes(run, summary))
            .Where(c => c.Value > 0 || c.Always).ToList();
        text.Append("| ").AppendJoin(" | ", counts.Select(c => c.Label)).Append(" |\n");
        text.Append('|').AppendJoin('|', counts.Select(_ => "---:")).Append("|\n");
        text.Append("| ").AppendJoin(" | ", counts.Select(c => Figures.Count(c.Value))).Append(" |\n\n");
        return text.ToString();
    }

    /// <summary>Requests, durations and the account.</summary>
    public static string RenderFoot(RunReport report)
    {
        var run = report.Run;
        var parts = new List<string>
        {
            $"Requests: {ReportCounts.RequestsByKind(report.Requests)}"
                + (ReportCounts.Troubles(report.Requests) is { } troubles ? $", {troubles}." : "."),
            $"Took {Figures.Duration(run.FinishedAt - run.StartedAt)}.",
        };
        if (run.EstimatedApplyTime is { } estimate)
        {
            parts.Add($"Applying takes about {Figures.Duration(estimate)} at the allowed rate.");
        }

        if (run.Account is { } account)
        {
            parts.Add($"Account {MarkdownText.Code(account.Id)}, {Words.Mode(account.Livemode)} mode.");
        }

        if (run.Input is { } input)
        {
            parts.Add($"Input {MarkdownText.Code(input.Path)}.");
        }

        parts.Add($"Run {MarkdownText.Code(run.Id)}.");
        parts.AddRange(run.Remarks.Take(MostNotes).Select(static r => MarkdownText.Sentence(r)));
        return $"<sub>{string.Join(' ', parts)}</sub>\n";
    }

    private static string Mark(HeadlineTone tone) => tone switch
    {
        HeadlineTone.Good => "✅",
        HeadlineTone.Pending => "📝",
        HeadlineTone.Attention => "⚠️",
        _ => "⛔",
    };
}
