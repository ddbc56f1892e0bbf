using System.Text;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>
/// The report for pull requests and job summaries. GitHub refuses a comment of more than
/// 65,536 characters (and a job summary above 1 MiB,
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits), so
/// long reports are cut, with the number of changes and problems that were left out.
/// </summary>
/// <param name="maxChanges">The most changes to show.</param>
/// <param name="maxProblems">The most problems to show.</param>
/// <param name="maxBytes">The most bytes to write.</param>
internal sealed class MarkdownReportRenderer(
    int maxChanges = MarkdownReportRenderer.DefaultMaxChanges,
    int maxProblems = MarkdownReportRenderer.DefaultMaxProblems,
    int maxBytes = MarkdownReportRenderer.DefaultMaxBytes) : IReportRenderer
{
    /// <summary>Changes shown by default: what a reviewer may still scroll through.</summary>
    public const int DefaultMaxChanges = 500;

    /// <summary>Problems shown by default.</summary>
    public const int DefaultMaxProblems = 200;

    /// <summary>What fits into a comment on a pull request, with room for a line of the commenter's own.</summary>
    public const int DefaultMaxBytes = 60_000;

    // For what follows the last table row: its "and N more" line and the closing lines.
    private const int Reserve = 2_000;

    /// <inheritdoc/>
    public async Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(
            output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 14, leaveOpen: true);
        var head = MarkdownReportHead.Render(report);
        var left = maxBytes - Reserve - Encoding.UTF8.GetByteCount(head);
        await text.WriteAsync(head.AsMemory(), cancellationToken);

        // Problems want a person, so they come first and may take up to half of the room.
        var problems = new CutTable(maxProblems, left / 2);
        await problems.WriteAsync(
            text,
            "### Problems\n\n| Line | Coupon | Kind | Column | What is wrong |\n|---:|---|---|---|---|\n",
            report.Problems,
            ProblemRow,
            "problem",
            cancellationToken);
        var changes = new CutTable(maxChanges, left - problems.Bytes);
        await changes.WriteAsync(
            text,
            "### Changes\n\n| Line | Coupon | | Key | Before | After | Outcome |\n|---:|---|---|---|---|---|---|\n",
            report.Changes,
            ChangeRows,
            "change",
            cancellationToken);
        await text.WriteAsync(MarkdownReportHead.RenderFoot(report).AsMemory(), cancellationToken);
    }

    private static string ProblemRow(Problem problem) =>
        $"| {Line(problem.Line)} | {MarkdownText.CodeOrNone(problem.Id)} | {MarkdownText.Sentence(problem.Kind)}{(problem.Severity == ProblemSeverity.Warning ? " (warning)" : "")} "
        + $"| {MarkdownText.CodeOrNone(problem.Column)} | {MarkdownText.Sentence(problem.Message)} |\n";

    private static string ChangeRows(ReportedChange reported)
    {
        var change = reported.Change;
        var first = $"| {Line(change.Line)} | {MarkdownText.Code(change.Id)} | {Words.Of(change.Action)} ";
        var outcome = Outcome(reported);
        var rows = new StringBuilder();
        if (change.Terms is { } terms)
        {
            Append($"| | – | {MarkdownText.Sentence(TermsText.Describe(terms))} ");
        }

        foreach (var key in ReportedKey.Of(change))
        {
            var (before, after) = MarkdownText.CodePair(key.Before, key.After);
            Append($"| {MarkdownText.Code(key.Label)} | {before} | {after} ");
        }

        if (rows.Length == 0)
        {
            Append("| | | ");
        }

        return rows.ToString();

        void Append(string cells)
        {
            rows.Append(first).Append(cells).Append("| ").Append(outcome).Append(" |\n");
            first = "| | | ";
            outcome = string.Empty;
        }
    }

    private static string Outcome(ReportedChange reported)
    {
        if (reported.Outcome is not { } outcome)
        {
            return "–";
        }

        return reported.Error is { } error
            ? $"**{OutcomeWords.Of(outcome).Plain}**: {MarkdownText.Sentence(error.Message)} {MarkdownText.Code(error.Code)}"
            : OutcomeWords.Of(outcome).Plain;
    }

    private static string Line(long? line) => line is { } number ? Figures.Count(number) : "–";

    private sealed class CutTable(int maxRecords, int maxBytes)
    {
        public int Bytes { get; private set; }

        public async Task WriteAsync<T>(
            StreamWriter text,
            string header,
            IEnumerable<T> records,
            Func<T, string> render,
            string noun,
            CancellationToken cancellationToken)
        {
            var shown = 0;
            long cut = 0;
            foreach (var record in records)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (cut > 0 || shown == maxRecords)
                {
                    cut++;
                    continue;
                }

                var rows = (shown == 0 ? header : string.Empty) + render(record);
                var size = Encoding.UTF8.GetByteCount(rows);
                if (Bytes + size > maxBytes)
                {
                    cut++;
                    continue;
                }

                Bytes += size;
                shown++;
                await text.WriteAsync(rows.AsMemory(), cancellationToken);
            }

            if (cut > 0)
            {
                await text.WriteAsync(
                    $"\n**… and {Figures.Count(cut, "more " + noun)}, cut here for length.**\n".AsMemory(), cancellationToken);
            }

            if (shown + cut > 0)
            {
                await text.WriteAsync("\n".AsMemory(), cancellationToken);
            }
        }
    }
}
