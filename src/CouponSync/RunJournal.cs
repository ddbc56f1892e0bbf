using CouponSync.Coupons;
using CouponSync.Loading;
using CouponSync.Loading.Csv;
using CouponSync.Planning;
using CouponSync.Pushing;
using CouponSync.Pushing.Throttling;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.StripeApi;
using CouponSync.Text;

namespace CouponSync;

/// <summary>Collects what a run learns as it goes, and makes the report of it, wherever the run ends.</summary>
internal sealed class RunJournal : IAsyncDisposable
{
    private readonly List<string> _notes = [];
    private readonly List<string> _remarks = [];

    /// <summary>Starts the journal of a run.</summary>
    public RunJournal(RunDirectory directory, string command, bool dryRun, DateTimeOffset startedAt)
    {
        Directory = directory;
        Command = command;
        DryRun = dryRun;
        StartedAt = startedAt;
        Problems = new ProblemLog(directory.Path);
    }

    /// <summary>Where the run's files are.</summary>
    public RunDirectory Directory { get; }

    /// <summary>The command.</summary>
    public string Command { get; }

    /// <summary>Whether nothing may be written.</summary>
    public bool DryRun { get; }

    /// <summary>When the run started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>The input, once it is loaded.</summary>
    public LoadedInput? Input { get; set; }

    /// <summary>The input's path as given.</summary>
    public string? InputPath { get; set; }

    /// <summary>The account, once it is known.</summary>
    public AccountInfo? Account { get; set; }

    /// <summary>The plan, once it is complete.</summary>
    public PlanFile? Plan { get; set; }

    /// <summary>The plan's counts, once it is complete.</summary>
    public RunCounts? Counts { get; set; }

    /// <summary>Counts what becomes of the changes, once they are being applied.</summary>
    public OutcomeCounts? Outcomes { get; set; }

    /// <summary>What became of the changes so far; null before they are being applied.</summary>
    public RunCounts? Pushed => Outcomes?.Now;

    /// <summary>How many unchanged rows rest on the image of an earlier run and on events: their coupon was not read in this one.</summary>
    public long UnchangedByEvents { get; set; }

    /// <summary>What the planner found wrong.</summary>
    public ProblemLog Problems { get; }

    /// <summary>Why the run ended early.</summary>
    public string? StopReason { get; set; }

    /// <summary>The failure that ended it early, where it was one.</summary>
    public StripeFailure? StopFailure { get; set; }

    /// <summary>Where the plan was copied to, as the user gave it.</summary>
    public string? SavedPlan { get; set; }

    /// <summary>The failed rows' file, once it is written.</summary>
    public string? ErrorsFile { get; set; }

    /// <summary>The command line, without the program's name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How long the changes will take at the allowed rate; for a dry run.</summary>
    public TimeSpan? EstimatedApplyTime { get; set; }

    /// <summary>Adds a sentence the reader should not miss.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>Adds a sentence for whoever wants to know.</summary>
    public void Remark(string sentence) => _remarks.Add(sentence);

    /// <summary>Makes the report.</summary>
    /// <param name="exitCode">How the process will end.</param>
    /// <param name="finishedAt">When the run was done.</param>
    /// <param name="requests">What it sent; null when there was no connection.</param>
    /// <param name="results">The results, open as long as the report is read; null when nothing was applied.</param>
    public RunReport Report(int exitCode, DateTimeOffset finishedAt, RequestCounts? requests, ResultsFile? results) => new()
    {
        Run = new RunInfo
        {
            Id = Directory.Id,
            Command = Command,
            DryRun = DryRun,
            StartedAt = StartedAt,
            FinishedAt = finishedAt,
            ExitCode = exitCode,
            Sdk = StripeLibrary.Description,
            Input = Input is null ? null : new InputInfo(InputPath!, Input.Sha256 ?? "", Input.RowCount),
            Account = Account,
            StopReason = StopReason,
            Notes = _notes,
            Remarks = _remarks,
            Directory = Directory.Path,
            EstimatedApplyTime = EstimatedApplyTime,
            Arguments = Arguments,
            PlanFile = SavedPlan,
            PlanSha256 = Plan?.Sha256,
            ErrorsFile = ErrorsFile,
        },
        Summary = Summary(),
        Requests = requests ?? new RequestCounts(),
        Changes = ReportedChange.Of(Plan, results, DryRun),
        Problems = AllProblems(),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            Problems.Dispose();
            if (Input is not null)
            {
                await Input.DisposeAsync();
            }
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // They are files of this process alone, and gone with it; the disk is too full for their last bytes.
        }
    }

    /// <summary>The problems of the input and of the plan, merged in the order of the lines.</summary>
    public IEnumerable<Problem> AllProblems() =>
        LineOrder.Merge(Input?.Problems() ?? [], Problems.Read(), static p => p.Line ?? 0, static p => p.Line ?? 0, static p => p, static p => p);

    /// <summary>Why valid rows failed, in the order of their lines: the planner's problems and the failed changes.</summary>
    /// <param name="results">The results; null when nothing was applied.</param>
    public IEnumerable<RowFailure> RowFailures(ResultsFile? results) => LineOrder.Merge(
        Problems.Read().Where(static p => p is { Line: not null, Severity: ProblemSeverity.Error }),
        ReportedChange.Of(Plan, results, DryRun).Where(static c => c.Error is not null && c.Change.Line is not null),
        static p => p.Line!.Value,
        static c => c.Change.Line!.Value,
        static p => new RowFailure(p.Line!.Value, p.Kind, p.Message),
        static c => c.Outcome == ChangeOutcome.Unknown
            ? new RowFailure(c.Change.Line!.Value, Words.Of(ChangeOutcome.Unknown), $"It is not known whether this was made. {c.Error!.Message}")
            : new RowFailure(c.Change.Line!.Value, c.Error!.Code, c.Error.Message));

    private RunCounts Summary()
    {
        var counts = Pushed ?? Counts ?? new RunCounts();
        return counts with
        {
            Rows = Input?.RowCount ?? counts.Rows,
            UnchangedByEvents = UnchangedByEvents,
            Invalid = Input?.InvalidCount ?? 0,
            NotAttempted = DryRun ? 0 : counts.Undecided,
        };
    }
}
