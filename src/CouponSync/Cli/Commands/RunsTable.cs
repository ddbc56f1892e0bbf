using System.Globalization;
using CouponSync.History;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary>Past runs as lines of text, in columns.</summary>
internal static class RunsTable
{
    private const int OutcomeColumn = 2;
    private const int FileColumn = 3;
    private const int ShortestFile = 8;
    private const int ShortestOutcome = 13;

    private static readonly string[] Header = ["RUN", "COMMAND", "OUTCOME", "FILE", "ACCOUNT"];

    /// <summary>The table of some runs. Where it is too wide, an account is its last four characters, and a file the beginning
    /// of its name.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="width">The terminal's columns; null where nothing is cut.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<RunEntry> runs, int? width)
    {
        string[][] rows = [Header, .. runs.Select(static r => Row(r, isShort: false))];
        if (width is { } most && Widths(rows) is var wide && Total(wide) > most)
        {
            rows = [Header, .. runs.Select(static r => Row(r, isShort: true))];
            var file = Math.Max(ShortestFile, most - Total(Widths([.. rows.Select(static r => Replaced(r, FileColumn, ""))])));
            rows = [.. rows.Select(r => Replaced(r, FileColumn, Cut(r[FileColumn], file)))];
            var outcome = Math.Max(ShortestOutcome, most - Total(Widths([.. rows.Select(static r => Replaced(r, OutcomeColumn, ""))])));
            rows = [.. rows.Select(r => Replaced(r, OutcomeColumn, Cut(r[OutcomeColumn], outcome)))];
        }

        var widths = Widths(rows);
        return rows.Select(row => string.Join("  ", row.Select((cell, i) => cell + new string(' ', widths[i] - VisibleText.Cells(cell)))).TrimEnd());
    }

    private static string[] Row(RunEntry run, bool isShort)
    {
        if (run.Report is { } report)
        {
            var (info, account) = (report.Run, report.Run.Account);
            return [run.Id, info.Command + (info.DryRun ? " (dry)" : ""), Outcome(report), Name(info.Input?.Path, isShort), Account(account?.Livemode, account?.Id, isShort)];
        }

        var plan = run.Unfinished?.Plan.Header;
        var left = run.Unfinished is { } rest ? rest.Count + rest.Unknown : 0;
        return
        [
            run.Id, "-", run.State == RunState.Running ? "running" : left > 0 ? $"broken, {Figures.Count(left)} left" : "broken",
            Name(plan?.Input.Path, isShort), Account(plan?.Livemode, plan?.AccountId, isShort),
        ];
    }

    private static string Account(bool? livemode, string? id, bool isShort) =>
        livemode is { } live ? $"{Words.Mode(live)} {(isShort && id is { Length: > 5 } ? "…" + id[^4..] : id)}" : "-";

    private static string Name(string? path, bool isShort) => path is null ? "-" : VisibleText.Bare(isShort ? Path.GetFileName(path) : path);

    private static string[] Replaced(string[] row, int column, string cell) => [.. row[..column], cell, .. row[(column + 1)..]];

    private static int[] Widths(IReadOnlyList<string[]> rows) => [.. Header.Select((_, i) => rows.Max(r => VisibleText.Cells(r[i])))];

    private static int Total(int[] widths) => widths.Sum() + (2 * (widths.Length - 1));

    private static string Cut(string text, int cells)
    {
        if (VisibleText.Cells(text) <= cells)
        {
            return text;
        }

        var elements = new StringInfo(text);
        var length = elements.LengthInTextElements;
        while (VisibleText.Cells(elements.SubstringByTextElements(0, length)) >= cells)
        {
            length--;
        }

        return elements.SubstringByTextElements(0, length) + "…";
    }

    /// <summary>What there is to say of a run that wrote no report.</summary>
    public static IEnumerable<string> WithoutReport(RunEntry run)
    {
        if (run.State == RunState.Running)
        {
            yield return $"Run {run.Id} is still running.";
            yield break;
        }

        yield return Path.Exists(run.Directory.ReportPath)
            ? $"The report of run {run.Id}, {run.Directory.ReportPath}, cannot be read."
            : $"Run {run.Id} ended without a report: its process was killed, or the machine went down.";
        if (run.Unfinished is not { } left)
        {
            yield return File.Exists(run.Directory.ResultsPath)
                ? $"What it changed is not known: its plan or its results in {run.Directory.Path} cannot be read."
                : "It had no complete plan yet, so it changed nothing. The next sync starts afresh.";
            yield break;
        }

        var decided = left.Attempted - left.Unknown;
        yield return $"Of {Figures.Count(left.Plan.ChangeCount, "planned change")}, {Figures.Count(decided)} {(decided == 1 ? "has" : "have")} a result, "
            + $"{Figures.Count(left.Unknown)} {Figures.Are(left.Unknown)} unknown and {Figures.Count(left.Count)} {Figures.Are(left.Count)} left.";
        if (left.Unknown > 0)
        {
            yield return "Unknown changes were sent and may have been made; sending them again has no second effect.";
        }

        yield return "Continue where it stopped (the next sync makes a new plan):";
        yield return $"  couponsync apply {run.Id}";
        yield return $"Its files: {run.Directory.Path}";
    }

    /// <summary>How a run ended, in words that agree with its counts.</summary>
    public static string Outcome(RunReportHead report)
    {
        var (run, counts) = (report.Run, report.Summary);
        var left = counts.NotAttempted + counts.Unknown;
        return run.ExitCode switch
        {
            _ when run.Undelivered => "not delivered",
            ExitCode.Done or ExitCode.SomeFailed or ExitCode.ChangesPending => Done(run, counts),
            ExitCode.InvalidInput => "input invalid",
            ExitCode.GuardRefused => "guard refused",
            ExitCode.Locked => "locked",
            ExitCode.Configuration when counts.Attempted == 0 => "refused",
            ExitCode.Configuration or ExitCode.StoppedEarly => left > 0 ? $"stopped, {Figures.Count(left)} left" : "stopped early",
            ExitCode.Cancelled => left > 0 ? $"cancelled, {Figures.Count(left)} left" : "cancelled",
            ExitCode.Fault => "fault",
            _ => "other",
        };
    }

    private static string Done(RunInfo run, RunCounts counts)
    {
        var (made, what) = run.DryRun ? (counts.Undecided, "pending") : (counts.Applied, "applied");
        (long Count, string What)[] open =
        [
            (counts.Failed, "failed"), (counts.Unknown, "unknown"), (counts.Stale, "stale"),
            (counts.Missing - counts.MissingTolerated, "missing"), (counts.Conflict - counts.ConflictTolerated, "in conflict"), (counts.Invalid, "invalid"),
        ];
        open = [.. open.Where(static o => o.Count > 0)];
        string[] parts =
        [
            .. made > 0 ? [$"{Figures.Count(made)} {what}"] : (string[])[],
            .. open.Length > 1 ? [$"{Figures.Count(open.Sum(static o => o.Count))} open"] : open.Select(static o => $"{Figures.Count(o.Count)} {o.What}"),
            .. counts.NotAttempted > 0 ? [$"{Figures.Count(counts.NotAttempted)} left"] : (string[])[],
        ];
        return parts.Length > 0 ? string.Join(", ", parts)
            : run.ExitCode == ExitCode.SomeFailed ? "something left"
            : counts.Changes > 0 ? "in place"
            : "nothing to do";
    }
}
