using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.Http;
using CouponSync.Input;
using CouponSync.Planning;
using CouponSync.Runs;
using CouponSync.StripeApi;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>
/// What a run tells of itself as it goes; the report is made of it, wherever the run ends. Stages only write it: what one
/// needs of another comes to it by parameter.
/// </summary>
internal sealed class RunRecord : IAsyncDisposable
{
    private readonly RunDirectory _directory;
    private readonly string _command;
    private readonly bool _dryRun;
    private readonly DateTimeOffset _startedAt;
    private readonly IReadOnlyList<string> _arguments;
    private readonly List<string> _notes = [];
    private readonly List<string> _remarks = [];
    private (string Path, LoadedInput Input)? _input;
    private (PlanFile Plan, RunCounts Counts)? _planned;
    private string? _errorsFile;
    private bool _isUndelivered;

    /// <summary>Starts the record of a run.</summary>
    /// <param name="directory">Where the run's files are.</param>
    /// <param name="command">The command.</param>
    /// <param name="dryRun">Whether nothing may be written.</param>
    /// <param name="startedAt">When the run started.</param>
    /// <param name="arguments">The command line, without the program's name.</param>
    public RunRecord(RunDirectory directory, string command, bool dryRun, DateTimeOffset startedAt, IReadOnlyList<string> arguments)
    {
        (_directory, _command, _dryRun, _startedAt, _arguments) = (directory, command, dryRun, startedAt, arguments);
        Problems = new ProblemLog(directory.Path);
        Coupons = new CouponLog(directory.Path);
    }

    /// <summary>Takes what is wrong with the plan's rows.</summary>
    public ProblemLog Problems { get; }

    /// <summary>Takes the coupons of the plan's changes.</summary>
    public CouponLog Coupons { get; }

    /// <summary>The account, once it is known.</summary>
    public AccountInfo? Account { private get; set; }

    /// <summary>Counts what becomes of the changes, once they are being decided.</summary>
    public OutcomeCounts? Outcomes { private get; set; }

    /// <summary>How many unchanged rows rest on the snapshot of an earlier run and on events: their coupon was not read in this one.</summary>
    public long UnchangedByEvents { private get; set; }

    /// <summary>Why the run ended early, as a sentence.</summary>
    public string? StopReason { private get; set; }

    /// <summary>Where the plan was copied to, as the user gave it.</summary>
    public string? SavedPlan { private get; set; }

    /// <summary>How long the changes will take at the allowed rate; for a dry run.</summary>
    public TimeSpan? EstimatedApplyTime { private get; set; }

    /// <summary>What a person most likely did not mean, for whoever is asked before anything is written.</summary>
    public IEnumerable<Problem> Warnings => AllProblems().Where(static p => p.Severity == ProblemSeverity.Warning);

    // What became of the changes so far; null before they are being decided.
    private RunCounts? Decided => Outcomes?.Now;

    /// <summary>The input is loaded. It is disposed of with the record.</summary>
    /// <param name="path">Its path as given.</param>
    /// <param name="input">The input.</param>
    public void Loaded(string path, LoadedInput input) => _input = (path, input);

    /// <summary>The plan is complete.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="counts">Its counts.</param>
    public void Planned(PlanFile plan, RunCounts counts) => _planned = (plan, counts);

    /// <summary>The run could not go on without a file.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="stateDirectory">The state directory.</param>
    /// <returns>What is to be said of it.</returns>
    public string CannotWrite(Exception e, string stateDirectory) =>
        StopReason = WriteFailure.Describe(e, _directory.Id, Decided is null ? null : _planned?.Plan, Decided, stateDirectory);

    /// <summary>Something that was asked for could not be delivered; the run may have ended early before.</summary>
    /// <param name="sentence">What it is, and why.</param>
    public void NotDelivered(string sentence)
    {
        if (StopReason is null)
        {
            StopReason = sentence;
            _isUndelivered = true;
        }
        else
        {
            Note(sentence);
        }
    }

    /// <summary>Adds a sentence the reader should not miss.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>Adds a sentence for whoever wants to know.</summary>
    public void Remark(string sentence) => _remarks.Add(sentence);

    /// <summary>Opens the results of what was decided; null when nothing was.</summary>
    public ResultsFile? OpenResults() => Decided is null || _planned is null ? null : ResultsFile.Open(_directory.ResultsPath, _planned.Value.Plan.ChangeCount);

    /// <summary>Writes the rows that failed, where there are such.</summary>
    /// <param name="results">The results; null when nothing was applied.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task WriteErrorsAsync(ResultsFile? results)
    {
        if (_input is var (_, input) && await ErrorsFile.WriteAsync(_directory.ErrorsPath, input, RowFailures(results)))
        {
            _errorsFile = _directory.ErrorsPath;
        }
    }

    /// <summary>Makes the report.</summary>
    /// <param name="exitCode">How the process will end.</param>
    /// <param name="finishedAt">When the run was done.</param>
    /// <param name="requests">What it sent; null when there was no connection.</param>
    /// <param name="results">The results, open as long as the report is read; null when nothing was applied.</param>
    public RunReport Report(int exitCode, DateTimeOffset finishedAt, RequestCounts? requests, ResultsFile? results) => new()
    {
        Run = new RunInfo
        {
            Id = _directory.Id,
            Command = _command,
            DryRun = _dryRun,
            StartedAt = _startedAt,
            FinishedAt = finishedAt,
            ExitCode = exitCode,
            Sdk = StripeLibrary.Description,
            Input = _input is var (path, input) ? new InputInfo(path, input.Sha256 ?? "", input.RowCount) : null,
            Account = Account,
            StopReason = StopReason,
            Undelivered = _isUndelivered,
            Notes = _notes,
            Remarks = _remarks,
            Directory = _directory.Path,
            EstimatedApplyTime = EstimatedApplyTime,
            Arguments = _arguments,
            PlanFile = SavedPlan,
            PlanSha256 = _planned?.Plan.Sha256,
            ErrorsFile = _errorsFile,
        },
        Summary = Summary(results),
        Requests = requests ?? new RequestCounts(),
        Changes = ReportedChange.Of(_planned?.Plan, results, _dryRun, Coupons.Read()),
        Problems = AllProblems(),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            Problems.Dispose();
            Coupons.Dispose();
            if (_input is var (_, input))
            {
                await input.DisposeAsync();
            }
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // They are files of this process alone, and gone with it; the disk is too full for their last bytes.
        }
    }

    // The problems of the input and of the plan, merged in the order of the lines.
    private IEnumerable<Problem> AllProblems() =>
        LineOrder.Merge(_input?.Input.Problems() ?? [], Problems.Read(), static p => p.Line ?? 0, static p => p.Line ?? 0, static p => p, static p => p);

    // Why valid rows failed, in the order of their lines: the planner's problems and the failed changes.
    private IEnumerable<RowFailure> RowFailures(ResultsFile? results) => LineOrder.Merge(
        Problems.Read().Where(static p => p is { Line: not null, Severity: ProblemSeverity.Error }),
        ReportedChange.Of(_planned?.Plan, results, _dryRun, []).Where(static c => c.Error is not null && c.Change.Line is not null),
        static p => p.Line!.Value,
        static c => c.Change.Line!.Value,
        static p => new RowFailure(p.Line!.Value, p.Kind, p.Message),
        static c => c.Outcome == ChangeOutcome.Unknown
            ? new RowFailure(c.Change.Line!.Value, Words.Of(ChangeOutcome.Unknown), $"It is not known whether this was made. {c.Error!.Message}")
            : new RowFailure(c.Change.Line!.Value, c.Error!.Code, c.Error.Message));

    private RunCounts Summary(ResultsFile? results)
    {
        var counts = Decided ?? _planned?.Counts ?? new RunCounts();
        if (results is not null && !_dryRun)
        {
            // What a former run did not know, and this one did not come to, is still unknown.
            counts = counts with { Unknown = results.Count(ChangeOutcome.Unknown) };
        }

        return counts with
        {
            Rows = _input?.Input.RowCount ?? counts.Rows,
            UnchangedByEvents = UnchangedByEvents,
            Invalid = _input?.Input.InvalidCount ?? 0,
            NotAttempted = _dryRun ? 0 : counts.Undecided,
        };
    }
}
