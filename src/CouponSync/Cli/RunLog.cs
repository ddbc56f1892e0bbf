using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Text;
using Serilog;
using Serilog.Events;

namespace CouponSync.Cli;

/// <summary>Writes the end of a run to the log: how it went, what is wrong and what to do, as the console shows it, so that
/// whoever has the log alone knows why a night failed. The last line has the counts.</summary>
internal static class RunLog
{
    private const int MostProblemsPerKind = 100;

    /// <summary>Writes it.</summary>
    public static void Write(RunReport report, int exitCode, ILogger log)
    {
        var (run, summary) = (report.Run, report.Summary);
        var level = LevelOf(exitCode);
        var isFailure = level > LogEventLevel.Information;
        log.Write(level, "{Headline:l}", Headline.Of(run, summary).Text);
        foreach (var note in run.Notes)
        {
            log.Write(isFailure ? LogEventLevel.Warning : LogEventLevel.Information, "{Note:l}", note);
        }

        foreach (var group in ProblemGroups.Of(report, MostProblemsPerKind, CancellationToken.None))
        {
            Write(group, run, isFailure && !group.IsHarmless ? LogEventLevel.Warning : LogEventLevel.Information, log);
        }

        if (isFailure)
        {
            foreach (var step in NextStep.After(run, summary))
            {
                log.Information("{What:l}: {Command:l}", step.What, step.Command);
            }
        }

        var counts = ReportCounts.Rows(summary).Concat(ReportCounts.Outcomes(run, summary)).Where(static c => c.Value > 0 && !c.IsAside)
            .Select(static c => string.Create(CultureInfo.InvariantCulture, $"{c.Label.Trim()} {c.Value}"));
        log.Write(
            level,
            "Run {Id:l} ends with exit code {ExitCode} after {Seconds} s: {Counts:l}; {Requests} requests",
            run.Id,
            exitCode,
            Math.Round((run.FinishedAt - run.StartedAt).TotalSeconds, 1),
            string.Join(", ", counts) is { Length: > 0 } some ? some : "no rows",
            report.Requests.Total);
    }

    /// <summary>How bad an end is.</summary>
    public static LogEventLevel LevelOf(int exitCode) => exitCode switch
    {
        ExitCode.Done or ExitCode.ChangesPending => LogEventLevel.Information,
        ExitCode.SomeFailed or ExitCode.Cancelled => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private static void Write(ProblemGroup group, RunInfo run, LogEventLevel level, ILogger log)
    {
        foreach (var problem in group.First)
        {
            log.Write(level, "{Kind:l}: {Place:l}{Message:l}", group.Kind, Place(problem, run), VisibleText.Escape(problem.Message));
        }

        if (group.Count > group.First.Count)
        {
            log.Write(level, "{Kind:l}: {More} more", group.Kind, group.Count - group.First.Count);
        }
    }

    private static string Place(Problem problem, RunInfo run)
    {
        string?[] parts =
        [
            problem.Line is { } line ? ConsoleProblems.Place(run.Input?.Path is "-" ? "stdin" : run.Input?.Path, line) : null,
            problem.Id is { } id ? VisibleText.Escape(id) : null,
            problem.Column is { } column ? VisibleText.Escape(column) : null,
        ];
        return string.Concat(parts.Where(static p => p is not null).Select(static p => p + ": "));
    }
}
