using CouponSync.Applying;
using CouponSync.Files;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.History;

/// <summary>Where a plan comes from that is to be applied or taken back: a file, or a run.</summary>
/// <param name="PlanPath">The plan file.</param>
/// <param name="ResultsPath">The results of the run; null for a plan file alone, and for a run that applied nothing.</param>
/// <param name="RunId">The run; null for a plan file alone.</param>
internal sealed record PlanSource(string PlanPath, string? ResultsPath, string? RunId)
{
    private const string Plan = "plan.jsonl";

    /// <summary>What is read of it: what it is, and where.</summary>
    public IReadOnlyList<(string What, string Path)> Files => RunId is null
        ? [($"the plan '{PlanPath}'", PlanPath)]
        : [Named(PlanPath), Named(Beside("results.jsonl")), Named(Beside("report.json"))];

    /// <summary>Finds what a command line names.</summary>
    /// <param name="stateDirectory">Where runs are kept.</param>
    /// <param name="text">A plan file, a run's id, or a run's directory.</param>
    /// <exception cref="SettingsException">There is no such thing.</exception>
    public static PlanSource Find(string stateDirectory, string text)
    {
        if (File.Exists(text))
        {
            return new PlanSource(text, null, null);
        }

        return FindRun(stateDirectory, text) ?? throw new SettingsException(
            $"There is no plan file '{text}', and no run with this name in {Path.Combine(stateDirectory, "runs")} (State:Directory).");
    }

    /// <summary>Finds a run.</summary>
    /// <param name="stateDirectory">Where runs are kept.</param>
    /// <param name="text">A run's directory, or what <see cref="RunCatalog.Find"/> takes.</param>
    /// <returns>The run; null when there is none.</returns>
    /// <exception cref="SettingsException">The run has no plan, or there are several.</exception>
    /// <exception cref="IOException">One of its files is a pipe.</exception>
    public static PlanSource? FindRun(string stateDirectory, string text)
    {
        // An id is one name: what would climb out of the directory of runs is no id.
        var directory = text.Length > 0 && Path.GetFileName(text) == text && text is not ("." or "..")
            && Directory.Exists(Path.Combine(stateDirectory, "runs", text))
                ? Path.Combine(stateDirectory, "runs", text)
                : Directory.Exists(text) ? text
                : FindId(stateDirectory, text) is { } id ? Path.Combine(stateDirectory, "runs", id)
                : null;
        if (directory is null)
        {
            return null;
        }

        if (!PrivateFiles.MayLookInto(directory))
        {
            throw new SettingsException($"Access to the run's directory '{directory}' is denied.");
        }

        var plan = Path.Combine(directory, Plan);
        if (!Path.Exists(plan))
        {
            throw new SettingsException(
                $"There is no {Plan} in {directory}: either it is no run's directory, or the run ended before it had a plan.");
        }

        var results = Path.Combine(directory, "results.jsonl");
        foreach (var file in new[] { plan, results, Path.Combine(directory, "report.json") })
        {
            PrivateFiles.RefusePipe(file);
        }

        return new PlanSource(
            plan, Path.Exists(results) ? results : null, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))));
    }

    private static string? FindId(string stateDirectory, string text)
    {
        try
        {
            return new RunCatalog(stateDirectory).Find(text);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new SettingsException($"The runs in '{stateDirectory}' (State:Directory) cannot be read: {VisibleText.Escape(StorageFailure.Reason(e))}.");
        }
    }

    /// <summary>Opens the results of the run.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunRefusedException">They cannot be read, or cannot be of this plan, or are gone.</exception>
    public async Task<ResultsFile> OpenResultsAsync(PlanFile plan, CancellationToken cancellationToken)
    {
        try
        {
            var results = ResultsFile.Open(ResultsPath, plan.ChangeCount);
            if (RunId is not null && await RunCatalog.ReadReportAsync(Beside("report.json"), cancellationToken) is { } report
                && WhatIsMissing(report, results, Beside("results.jsonl")) is { } missing)
            {
                results.Dispose();
                throw new RunRefusedException(ExitCode.InvalidInput, missing);
            }

            return results;
        }
        catch (PlanFormatException e)
        {
            throw new RunRefusedException(ExitCode.InvalidInput, e.Message);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new RunRefusedException(ExitCode.InvalidInput, $"The run's results cannot be read: {StorageFailure.Reason(e)}.");
        }
    }

    /// <summary>Says that results have lost lines. What became of changes is read from the results alone; but a report that counts
    /// more of them says that some are gone.</summary>
    /// <param name="report">The run's report.</param>
    /// <param name="results">Its results.</param>
    /// <param name="path">Their file.</param>
    /// <returns>A sentence; null when nothing is missing.</returns>
    public static string? WhatIsMissing(RunReportHead report, ResultsFile results, string path) =>
        report.Run.DryRun || report.Summary.Attempted <= results.Attempted
            ? null
            : $"The run's report counts {Figures.Count(report.Summary.Attempted, "change")} as decided, but {path} has {Figures.Count(results.Attempted, "result")}. Put the whole file back; without it nobody can tell which.";

    private string Beside(string name) => Path.Combine(Path.GetDirectoryName(PlanPath)!, name);

    private (string What, string Path) Named(string path) => ($"{Path.GetFileName(path)} of the run {RunId}", path);
}
