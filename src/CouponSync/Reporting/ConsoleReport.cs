using CouponSync.Planning;
using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Reporting;

/// <summary>How much of a report the console shows.</summary>
internal sealed record ConsoleReportOptions
{
    /// <summary>Changes shown; further ones are counted.</summary>
    public int MaxChanges { get; init; } = 20;

    /// <summary>Problems shown of each kind; further ones are counted.</summary>
    public int MaxProblemsPerKind { get; init; } = 5;

    /// <summary>Where all of them can be read, as the user would type it; null when nowhere.</summary>
    public string? FullReport { get; init; }

    /// <summary>The reports that were written, as the user would type them; the last lines name them.</summary>
    public IReadOnlyList<string> Reports { get; init; } = [];

    /// <summary>Whether to show the figures behind the report as well: requests, what reading took, what seals the plan.</summary>
    public bool IsVerbose { get; init; }
}

/// <summary>
/// The report on the console: the headline, the first changes, what needs a person, the counts, what to do next, and
/// where all of it can be read.
/// Without colour nothing is lost: every meaning has a sigil or a word.
/// </summary>
/// <param name="console">Where to write; see <see cref="ReportConsole"/>.</param>
/// <param name="options">How much to show.</param>
internal sealed class ConsoleReport(IAnsiConsole console, ConsoleReportOptions options)
{
    private readonly int _width = ReportConsole.LayoutWidth(console);

    /// <summary>Writes the report; changes and problems are each enumerated once.</summary>
    public void Write(RunReport report, CancellationToken cancellationToken)
    {
        WriteHeadline(report.Run, report.Summary);
        var unsuccessful = WriteChanges(report, cancellationToken);
        WriteProblems(report.Run, [.. ProblemGroups.Of(report.Problems, options.MaxProblemsPerKind, cancellationToken), .. unsuccessful.All]);
        console.WriteLine();
        new ConsoleCounts(console).Write(report);
        WriteNextSteps(report);
        new ConsoleFooter(console, options).Write(report);
    }

    /// <summary>Writes what somebody must know, above all of a run that failed, and nothing else: the headline and the problems.</summary>
    public void WriteFailure(RunReport report, CancellationToken cancellationToken)
    {
        WriteHeadline(report.Run, report.Summary);
        WriteProblems(report.Run, ProblemGroups.Of(report, options.MaxProblemsPerKind, cancellationToken));
    }

    /// <summary>Writes that the changes were not agreed to, and where their plan is.</summary>
    public void WriteDeclined(RunReport report, string plan)
    {
        WriteHeadline(report.Run, report.Summary);
        new StyledLine().Add($"The plan is kept in {VisibleText.Escape(plan)}.").WriteTo(console);
    }

    private void WriteHeadline(RunInfo run, RunCounts summary)
    {
        var headline = Headline.Of(run, summary);
        new StyledLine().Add(headline.Text, ToneStyle(headline.Tone)).WriteTo(console);
        foreach (var note in run.Notes)
        {
            new StyledLine().Add("! ", StyledLine.Changed).Add(VisibleText.Escape(note)).WriteTo(console);
        }
    }

    private UnsuccessfulChanges WriteChanges(RunReport report, CancellationToken cancellationToken)
    {
        var lines = new ConsoleChange(console, _width, InputName(report.Run));
        var unsuccessful = new UnsuccessfulChanges(options.MaxProblemsPerKind);
        long count = 0;
        foreach (var change in report.Changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count++ < options.MaxChanges)
            {
                console.WriteLine();
                lines.Write(change);
            }

            unsuccessful.Add(change);
        }

        if (count > options.MaxChanges)
        {
            console.WriteLine();
            new StyledLine()
                .Add($"… and {Figures.Count(count - options.MaxChanges)} more"
                    + (options.FullReport is { } file ? $" in {VisibleText.Bare(file)}" : string.Empty), StyledLine.Quiet)
                .WriteTo(console);
        }

        return unsuccessful;
    }

    private void WriteProblems(RunInfo run, IEnumerable<ProblemGroup> groups)
    {
        var writer = new ConsoleProblems(console, _width, InputName(run), options.FullReport);
        foreach (var group in groups)
        {
            console.WriteLine();
            writer.Write(group);
        }
    }

    private void WriteNextSteps(RunReport report)
    {
        var steps = NextStep.After(report.Run, report.Summary);
        if (steps.Count == 0)
        {
            return;
        }

        console.WriteLine();
        foreach (var step in steps)
        {
            // The command stands on a line of its own, so that it can be copied whole.
            var time = step == steps[0] && ReportCounts.ApplyTime(report) is { } known ? $" ({known})" : string.Empty;
            new StyledLine().Add($"{step.What}{time}:").WriteTo(console);
            new StyledLine().Add("  ").Add(step.Command, StyledLine.Strong).WriteTo(console);
        }
    }

    private static string? InputName(RunInfo run) => run.Input switch
    {
        null => null,
        { Path: "-" } => "stdin",
        { } input => input.Path,
    };

    private static Style ToneStyle(HeadlineTone tone) => tone switch
    {
        HeadlineTone.Good => new Style(Color.Green, decoration: Decoration.Bold),
        HeadlineTone.Bad => StyledLine.Wrong,
        HeadlineTone.Attention => new Style(Color.Yellow, decoration: Decoration.Bold),
        _ => StyledLine.Strong,
    };
}
