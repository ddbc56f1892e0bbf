using System.Globalization;
using CouponSync.History;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary>Past runs as lines of text, in columns.</summary>
internal static class RunsTable
{
    /// <summary>The columns' names.</summary>
    public static string[] Header { get; } =
        ["RUN", "COMMAND", "EXIT", "OUTCOME", "ROWS", "CHANGES", "APPLIED", "FAILED", "UNKNOWN", "LEFT", "REQUESTS", "TOOK"];

    /// <summary>A run's cells.</summary>
    public static string[] Row(RunEntry run)
    {
        if (run.Report is not { } report)
        {
            var left = run.Unfinished;
            return
            [
                run.Id, "-", "-", run.State == RunState.Running ? "running" : "broken", "-",
                left is null ? "-" : Figures.Count(left.Plan.ChangeCount),
                left is null ? "-" : Figures.Count(left.Attempted - left.Unknown),
                "-",
                left is null ? "-" : Figures.Count(left.Unknown),
                left is null ? "-" : Figures.Count(left.Count),
                "-", "-",
            ];
        }

        var summary = report.Summary;
        return
        [
            run.Id,
            report.Run.Command + (report.Run.DryRun ? " (dry)" : ""),
            report.Run.ExitCode.ToString(CultureInfo.InvariantCulture),
            report.Run.Undelivered ? "not delivered"
                : report is { Run.ExitCode: ExitCode.SomeFailed, Summary: { Failed: 0, Unknown: > 0 } } ? "some unknown"
                : Outcome(report.Run.ExitCode),
            Figures.Count(summary.Rows),
            Figures.Count(summary.Changes),
            Figures.Count(summary.Applied),
            Figures.Count(summary.Failed),
            Figures.Count(summary.Unknown),
            Figures.Count(summary.NotAttempted),
            Figures.Count(report.Requests.Total),
            Figures.Duration(report.Run.FinishedAt - report.Run.StartedAt),
        ];
    }

    /// <summary>Puts cells below each other: numbers to the right, words to the left.</summary>
    public static IEnumerable<string> Align(IReadOnlyList<string[]> rows)
    {
        const int firstNumber = 4;
        var widths = Enumerable.Range(0, Header.Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, i) => i < firstNumber ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            yield return string.Join("  ", cells).TrimEnd();
        }
    }

    /// <summary>What there is to say of a run that wrote no report.</summary>
    public static IEnumerable<string> WithoutReport(RunEntry run)
    {
        if (run.State == RunState.Running)
        {
            yield return $"Run {run.Id} is going on.";
            yield break;
        }

        yield return Path.Exists(run.Directory.ReportPath)
            ? $"The report of run {run.Id}, {run.Directory.ReportPath}, cannot be read."
            : $"Run {run.Id} ended without a report: its process was killed, or the machine went down.";
        if (run.Unfinished is not { } left)
        {
            yield return File.Exists(run.Directory.ResultsPath)
                ? $"What it changed is not known: its plan or its results in {run.Directory.Path} cannot be read."
                : "It had no complete plan yet, so it changed nothing. The next sync starts anew.";
            yield break;
        }

        var decided = left.Attempted - left.Unknown;
        yield return $"Of {Figures.Count(left.Plan.ChangeCount, "planned change")}, {Figures.Count(decided)} {(decided == 1 ? "has" : "have")} a result, "
            + $"{Figures.Count(left.Unknown)} {Figures.Are(left.Unknown)} unknown and {Figures.Count(left.Count)} {Figures.Are(left.Count)} left.";
        if (left.Unknown > 0)
        {
            yield return "What is unknown was sent, and may have been made; sending it again has no second effect.";
        }

        yield return $"What is left: couponsync apply {run.Id}, or the next sync, which plans anew.";
        yield return $"Its files: {run.Directory.Path}";
    }

    private static string Outcome(int exitCode) => exitCode switch
    {
        ExitCode.Done => "done",
        ExitCode.SomeFailed => "some failed",
        ExitCode.ChangesPending => "changes pending",
        ExitCode.InvalidInput => "input invalid",
        ExitCode.Configuration => "refused",
        ExitCode.GuardRefused => "guard refused",
        ExitCode.Locked => "locked",
        ExitCode.StoppedEarly => "stopped early",
        ExitCode.Fault => "fault of the program",
        ExitCode.Cancelled => "cancelled",
        _ => "other",
    };
}
