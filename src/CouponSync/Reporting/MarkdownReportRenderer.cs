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

    private const int LongestName = 60;
    private const int MaxKeys = 20;
    private const int MaxValues = 40;

    // For the "and N more" lines of the tables.
    private const int Reserve = 500;

    /// <inheritdoc/>
    public async Task WriteAsync(RunReport report, Stream output, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(
            output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 14, leaveOpen: true);
        var head = MarkdownReportHead.Render(report);
        var foot = MarkdownReportHead.RenderFoot(report);
        var left = maxBytes - Reserve - Encoding.UTF8.GetByteCount(head) - Encoding.UTF8.GetByteCount(foot);
        await text.WriteAsync(head.AsMemory(), cancellationToken);

        // Problems want a person, so they come first and may take up to half of the room.
        var problems = new CutTable(maxProblems, left / 2);
        string? last = null;
        await problems.WriteAsync(
            text,
            "### Needs attention\n\n| Line | Coupon | What | Column | What is wrong |\n|---:|---|---|---|---|\n",
            Problems(report),
            problem => ProblemRow(problem, ref last),
            "problem",
            cancellationToken);
        left -= problems.Bytes;
        left -= await WriteTalliesAsync(text, report, left / 4, cancellationToken);
        var changes = new CutTable(maxChanges, left);
        await changes.WriteAsync(
            text,
            "### Changes\n\n| Line | Coupon | | Key | Before | After | Outcome |\n|---:|---|---|---|---|---|---|\n",
            report.Changes,
            ChangeRows,
            "change",
            cancellationToken);
        await text.WriteAsync(foot.AsMemory(), cancellationToken);
    }

    // What is wrong with the rows, then the changes that need a person.
    private static IEnumerable<Problem> Problems(RunReport report)
    {
        var summary = report.Summary;
        var unsuccessful = summary.Attempted > summary.Applied + summary.AlreadyApplied ? report.Changes : [];
        return report.Problems.Concat(unsuccessful
            .Select(static change => UnsuccessfulChanges.ProblemOf(change) is { } problem ? problem with { Kind = ProblemHeadings.KindOf(change) } : null)
            .OfType<Problem>());
    }

    // A coupon with several problems is named once.
    private static string ProblemRow(Problem problem, ref string? last)
    {
        var isAgain = problem.Id is not null && problem.Id == last;
        last = problem.Id;
        return $"| {(isAgain ? "" : Line(problem.Line))} | {(isAgain ? "" : MarkdownText.CodeOrNone(problem.Id))} "
            + $"| {MarkdownText.Sentence(ProblemHeadings.Of(problem.Kind))} {MarkdownText.Code(problem.Kind)}{(problem.Severity == ProblemSeverity.Warning ? " (warning)" : "")} "
            + $"| {MarkdownText.CodeOrNone(problem.Column)} | {MarkdownText.Sentence(problem.Message)} |\n";
    }

    // The changes by key and by value. Returns the bytes that were written.
    private static async Task<int> WriteTalliesAsync(StreamWriter text, RunReport report, int maxBytes, CancellationToken cancellationToken)
    {
        var values = new ValueTally();
        var keys = KeyTally.Of(report.Changes.Select(Counted), cancellationToken);
        var byKey = new CutTable(MaxKeys, maxBytes / 2);
        await byKey.WriteAsync(
            text,
            "### By key\n\n| Key | Changed | Added | Removed |\n|---|---:|---:|---:|\n",
            keys.Keys.Append(keys.Others).Where(static k => k.Total > 0),
            static k => $"| {MarkdownText.Code(k.Label)} | {Figures.Count(k.Changed)} | {Figures.Count(k.Added)} | {Figures.Count(k.Removed)} |\n",
            "key",
            cancellationToken);
        var shared = values.Shared;
        var byValue = new CutTable(MaxValues, maxBytes - byKey.Bytes);
        await byValue.WriteAsync(
            text,
            "### By value\n\n| Key | Before | After | Coupons |\n|---|---|---|---:|\n",
            shared.Count == 0 ? [] : shared.Select(ValueRow).Concat(values.Others().Select(static o => $"| {MarkdownText.Code(o.Key)} | | <i>other values</i> | {Figures.Count(o.Coupons)} |\n")),
            static row => row,
            "value",
            cancellationToken);
        return byKey.Bytes + byValue.Bytes;

        ReportedChange Counted(ReportedChange change)
        {
            values.Add(change);
            return change;
        }
    }

    private static string ValueRow(ValueCount value)
    {
        var (before, after) = MarkdownText.CodePair(value.Before, value.After);
        return value.Key is { } key
            ? $"| {MarkdownText.Code(key)} | {before} | {after} | {Figures.Count(value.Coupons)} |\n"
            : $"| <i>{(value.Before is null ? "created" : "deleted")}</i> | {Terms(value.Before)} | {Terms(value.After)} | {Figures.Count(value.Coupons)} |\n";

        static string Terms(string? text) => text is null ? "–" : MarkdownText.Sentence(text);
    }

    // The id, and what people know the coupon by.
    private static string Coupon(ReportedChange reported)
    {
        var parts = new[] { reported.Coupon?.Name is { } name ? VisibleText.Shorten(name, LongestName) : null, reported.Coupon?.Terms };
        var known = string.Join(" · ", parts.Where(static p => !string.IsNullOrEmpty(p)).Select(static p => MarkdownText.Sentence(p!)));
        return MarkdownText.Code(reported.Change.Id) + (known.Length == 0 ? "" : $"<br>{known}");
    }

    private static string ChangeRows(ReportedChange reported)
    {
        var change = reported.Change;
        var first = $"| {Line(change.Line)} | {Coupon(reported)} | {Words.Of(change.Action)} ";
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
