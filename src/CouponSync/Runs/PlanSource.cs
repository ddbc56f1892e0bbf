using CouponSync.Cli.Settings;
using CouponSync.Planning;
using CouponSync.Pushing;

namespace CouponSync.Runs;

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
            $"There is no plan file '{text}', and no run of this name in {Path.Combine(stateDirectory, "runs")} (State:Directory).");
    }

    /// <summary>Finds a run.</summary>
    /// <param name="stateDirectory">Where runs are kept.</param>
    /// <param name="text">A run's id, or its directory.</param>
    /// <returns>The run; null when there is none.</returns>
    /// <exception cref="SettingsException">The run has no plan.</exception>
    public static PlanSource? FindRun(string stateDirectory, string text)
    {
        // An id is one name: what would climb out of the directory of runs is no id.
        var directory = text.Length > 0 && Path.GetFileName(text) == text && text is not ("." or "..")
            && Directory.Exists(Path.Combine(stateDirectory, "runs", text))
                ? Path.Combine(stateDirectory, "runs", text)
                : Directory.Exists(text) ? text : null;
        if (directory is null)
        {
            return null;
        }

        var plan = Path.Combine(directory, Plan);
        if (!File.Exists(plan))
        {
            throw new SettingsException(
                $"There is no {Plan} in {directory}: either it is no run's directory, or the run ended before it had a plan.");
        }

        var results = Path.Combine(directory, "results.jsonl");
        return new PlanSource(
            plan, File.Exists(results) ? results : null, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))));
    }

    /// <summary>Opens the results of the run.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <exception cref="RunRefusedException">A line of them cannot be of this plan.</exception>
    public ResultsFile OpenResults(PlanFile plan)
    {
        try
        {
            return ResultsFile.Open(ResultsPath, plan.ChangeCount);
        }
        catch (PlanFormatException e)
        {
            throw new RunRefusedException(Cli.ExitCode.InvalidInput, e.Message);
        }
    }

    private string Beside(string name) => Path.Combine(Path.GetDirectoryName(PlanPath)!, name);

    private (string What, string Path) Named(string path) => ($"{Path.GetFileName(path)} of the run {RunId}", path);
}
