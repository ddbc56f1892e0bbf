using CouponSync.Coupons;
using CouponSync.Pushing;
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
}

/// <summary>
/// The report on the console: the headline, the first changes, what needs a person, the counts, and what to do next.
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
        var headline = Headline.Of(report.Run, report.Summary);
        new StyledLine().Add(headline.Text, ToneStyle(headline.Tone)).WriteTo(console);
        foreach (var note in report.Run.Notes)
        {
            new StyledLine().Add("! ", StyledLine.Changed).Add(VisibleText.Escape(note)).WriteTo(console);
        }

        foreach (var remark in report.Run.Remarks)
        {
            new StyledLine().Add(VisibleText.Escape(remark), StyledLine.Quiet).WriteTo(console);
        }

        var unsuccessful = WriteChanges(report, cancellationToken);
        WriteProblems(report, unsuccessful, cancellationToken);
        console.WriteLine();
        new ConsoleCounts(console).Write(report);
        WriteNextSteps(report);
    }

    private List<ProblemGroup> WriteChanges(RunReport report, CancellationToken cancellationToken)
    {
        var lines = new ConsoleChange(console, _width, InputName(report.Run));
        var unsuccessful = OutcomeWords.All.Where(static w => w.Attention is not null)
            .ToDictionary(static w => w.Outcome, w => new ProblemGroup(w.Word, w.Attention, options.MaxProblemsPerKind));
        long count = 0;
        foreach (var change in report.Changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count++ < options.MaxChanges)
            {
                console.WriteLine();
                lines.Write(change);
            }

            if (change.Outcome is { } outcome && unsuccessful.TryGetValue(outcome, out var group))
            {
                group.Add(AsProblem(change, outcome));
            }
        }

        if (count > options.MaxChanges)
        {
            console.WriteLine();
            new StyledLine()
                .Add($"… and {Figures.Count(count - options.MaxChanges)} more"
                    + (options.FullReport is { } file ? $" in {VisibleText.Bare(file)}" : string.Empty), StyledLine.Quiet)
                .WriteTo(console);
        }

        return [.. unsuccessful.Values];
    }

    private void WriteProblems(RunReport report, List<ProblemGroup> unsuccessful, CancellationToken cancellationToken)
    {
        var groups = new ProblemGroups(options.MaxProblemsPerKind);
        foreach (var problem in report.Problems)
        {
            cancellationToken.ThrowIfCancellationRequested();
            groups.Add(problem);
        }

        var writer = new ConsoleProblems(console, _width, InputName(report.Run), options.FullReport);
        foreach (var group in groups.All.Concat(unsuccessful).Where(g => g.Count > 0))
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
            new StyledLine().Add(step.What + ":").WriteTo(console);
            new StyledLine().Add("  ").Add(step.Command, StyledLine.Strong).WriteTo(console);
        }
    }

    private static Problem AsProblem(ReportedChange change, ChangeOutcome outcome) => new(
        ReportWords.Of(outcome),
        Message(change, outcome))
    {
        Line = change.Change.Line,
        Id = change.Change.Id,
    };

    private static string Message(ReportedChange change, ChangeOutcome outcome)
    {
        if (change.Error is not { } error)
        {
            return OutcomeWords.Of(outcome).Plain;
        }

        var details = new List<string> { error.Code };
        if (error.Status is { } status)
        {
            details.Insert(0, status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (change.RequestId is { } request)
        {
            details.Add(request);
        }

        return $"{error.Message} ({string.Join(", ", details)})";
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
