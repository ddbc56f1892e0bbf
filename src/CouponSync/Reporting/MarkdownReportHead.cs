using System.Globalization;
using System.Text;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>What stands before and after the tables of a Markdown report.</summary>
internal static class MarkdownReportHead
{
    private const int MostNotes = 20;

    // No shell takes much more on a line, and the report has a limit of its own.
    private const int LongestCommand = 4_000;

    /// <summary>Account, headline, notes, next steps and counts.</summary>
    public static string Render(RunReport report)
    {
        var (run, summary) = (report.Run, report.Summary);
        var headline = Headline.Of(run, summary);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Mark(headline.Tone)} CouponSync {MarkdownText.Sentence(run.Command)}");
        text.Append(run.DryRun ? " (dry run)" : string.Empty).Append("\n\n");
        var banner = RunBanner.Of(report);
        if (run.Account is { } account)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{(account.Livemode ? "🔴 **LIVE**" : banner.Mode)} account {MarkdownText.Code(account.Id)} – **{banner.Run}**: {banner.Effect}\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"**{MarkdownText.Sentence(headline.Text)}**\n\n");
        foreach (var note in run.Notes.Take(MostNotes))
        {
            text.Append(CultureInfo.InvariantCulture, $"> {MarkdownText.Sentence(note)}\n>\n");
        }

        text.Append(run.Notes.Count > 0 ? "\n" : string.Empty);
        AppendNext(text, report);
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
        if (run.Account is { } account)
        {
            parts.Add($"Account {MarkdownText.Code(account.Id)}, {Words.Mode(account.Livemode)} mode.");
        }

        if (run.Input is { } input)
        {
            parts.Add($"Input {MarkdownText.Code(input.Path)}, SHA-256 {MarkdownText.Code(input.Sha256)}.");
        }

        if (run.UntoldPlanSha256 is { } sha256)
        {
            parts.Add($"The plan's SHA-256 is {MarkdownText.Code(sha256)}.");
        }

        parts.Add($"Run {MarkdownText.Code(run.Id)}.");
        parts.AddRange(run.Remarks.Take(MostNotes).Select(static r => MarkdownText.Sentence(r)));
        return $"<sub>{string.Join(' ', parts)}</sub>\n";
    }

    private static void AppendNext(StringBuilder text, RunReport report)
    {
        var steps = NextStep.After(report.Run, report.Summary).Where(static s => s.Command.Length <= LongestCommand).ToList();
        text.Append(steps.Count > 0 ? "### What to do next\n\n" : string.Empty);
        foreach (var step in steps)
        {
            var time = step == steps[0] && ReportCounts.ApplyTime(report) is { } known ? $" ({known})" : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"{MarkdownText.Sentence(step.What)}{time}:\n\n{MarkdownText.CodeBlock(step.Command)}\n");
        }
    }

    private static string Mark(HeadlineTone tone) => tone switch
    {
        HeadlineTone.Good => "✅",
        HeadlineTone.Pending => "📝",
        HeadlineTone.Attention => "⚠️",
        _ => "⛔",
    };
}
