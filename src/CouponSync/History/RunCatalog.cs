using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.History;

/// <summary>The runs under a state directory.</summary>
internal sealed class RunCatalog(string stateDirectory)
{
    // As many characters as tell runs of one second apart.
    private const int ShortId = 4;

    /// <summary>What stands for the id of the newest run.</summary>
    public const string Latest = "latest";

    /// <summary>The ids of all runs, newest first.</summary>
    /// <exception cref="IOException">The directory cannot be looked into.</exception>
    public IReadOnlyList<string> Ids()
    {
        var runs = Path.Combine(stateDirectory, "runs");
        if (new[] { stateDirectory, runs }.FirstOrDefault(File.Exists) is { } file)
        {
            throw new IOException($"'{file}' is a file, where a directory belongs.");
        }

        try
        {
            // An id tells the second; of runs of one second their directories tell which came later.
            return
            [
                .. Directory.EnumerateDirectories(runs)
                    .OrderByDescending(static d => Path.GetFileName(d).Split('-') is [.. var second, _] ? string.Join('-', second) : "", StringComparer.Ordinal)
                    .ThenByDescending(Directory.GetCreationTimeUtc)
                    .Select(static d => Path.GetFileName(d)!),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException($"Access to '{runs}' is denied.");
        }
    }

    /// <summary>The directory of a run.</summary>
    public RunDirectory At(string id) => RunDirectory.At(stateDirectory, id);

    /// <summary>Finds a run by its id, its beginning or its last four characters, or as the <see cref="Latest"/>.</summary>
    /// <param name="text">What was typed.</param>
    /// <returns>The id; null when there is none.</returns>
    /// <exception cref="SettingsException">It fits several.</exception>
    public string? Find(string text)
    {
        var ids = Ids();
        if (text == Latest || ids.Contains(text, StringComparer.Ordinal))
        {
            return text != Latest ? text : ids.Count > 0 ? ids[0] : null;
        }

        string[] fitting = text.Length < ShortId ? [] : [.. ids.Where(id => id.StartsWith(text, StringComparison.Ordinal) || id[Math.Max(0, id.Length - ShortId)..] == text)];
        return fitting.Length <= 1
            ? fitting.FirstOrDefault()
            : throw new SettingsException($"'{text}' fits {Figures.Count(fitting.Length)} runs: {string.Join(", ", fitting.Take(5))}. Write more of the id.");
    }

    /// <summary>The refusal of a name that no run has.</summary>
    /// <param name="text">What was typed.</param>
    public SettingsException NoRun(string text) => new(
        $"There is no run '{text}' in {Path.Combine(stateDirectory, "runs")} (State:Directory). "
        + (Spelling.Distance(text, Latest) is 1 or 2 ? $"Did you mean {Latest}?" : "'couponsync runs' lists those there are."));

    /// <summary>Reads what there is to say of a run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RunEntry> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var directory = At(id);
        var report = await ReadReportAsync(directory.ReportPath, cancellationToken);
        if (report is not null)
        {
            return new RunEntry(directory, RunState.Reported, report, null);
        }

        return AccountLock.IsHeldBy(id, stateDirectory)
            ? new RunEntry(directory, RunState.Running, null, null)
            : new RunEntry(directory, RunState.Broken, null, ReadUnfinished(directory));
    }

    /// <summary>Finds when a run on an account last succeeded.</summary>
    /// <returns>Null when no run that is kept did.</returns>
    public async Task<DateTimeOffset?> FindLastSuccessAsync(AccountInfo account)
    {
        foreach (var id in Ids())
        {
            if (await ReadReportAsync(RunDirectory.At(stateDirectory, id).ReportPath, CancellationToken.None) is
                { Run: { ExitCode: ExitCode.Done, DryRun: false, Account: { } of } run }
                && of == account)
            {
                return run.FinishedAt;
            }
        }

        return null;
    }

    /// <summary>Finds the newest run that changed coupons of an account.</summary>
    /// <returns>Its id; null when no run that is kept did.</returns>
    public async Task<string?> FindLastAppliedAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        foreach (var id in Ids())
        {
            if (await ReadReportAsync(At(id).ReportPath, cancellationToken) is { Summary.Applied: > 0, Run.Account: { } of } && of == account)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>Reads the head of a report.</summary>
    /// <returns>Null when there is none that can be read.</returns>
    public static async Task<RunReportHead?> ReadReportAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return await RunReportReader.ReadAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // No report, or one that was being written when the process died.
            return null;
        }
    }

    private static Unfinished? ReadUnfinished(RunDirectory directory)
    {
        try
        {
            return Unfinished.Read(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
